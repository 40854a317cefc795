using System.Net;
using System.Net.Sockets;
using Millrace.Tracker.Host.Swarms;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Tracker.Host;

/// <summary>What values options may take.</summary>
internal static class TrackerOptionRules
{
    public const int LeastSecret = 16;
    public const int MostSecret = 1024;

    private const int Million = 1_000_000;
    private const int Mebibyte = 1024 * 1024;

    public static List<string> Check(TrackerOptions options)
    {
        List<string> errors = [];
        CheckAddresses(options, errors);
        Range(errors, "The port", options.Port, 0, 65535);
        Range(errors, "The number of shards", options.Shards, 0, 1024);
        CheckTimes(options, errors);
        Range(errors, "The limit of peers in an answer", options.MaxPeers, 1, 230);
        if (options.MaxPeers is >= 1 and <= 230)
        {
            Range(errors, "The default number of peers in an answer", options.DefaultPeers, 1, options.MaxPeers);
        }

        Range(errors, "The limit of info hashes in a scrape", options.MaxScrape, 1, 100);
        Range(errors, "The limit of peers in a swarm", options.MaxPeersPerSwarm, 1, SwarmLimits.MostPeersPerSwarm);
        Range(errors, "The limit of swarms", options.MaxSwarms, 1, SwarmLimits.MostSwarms);
        Range(errors, "The limit of peers", options.MaxPeersTotal, 1, 1000L * Million);
        CheckLimits(options, errors);
        if (options.ReceiveBufferBytes != 0)
        {
            Range(errors, "The receive buffer", options.ReceiveBufferBytes, 64 * 1024, 1024 * Mebibyte, " bytes");
        }

        CheckSecret(options, errors);
        CheckFiles(options, errors);
        return errors;
    }

    private static void CheckAddresses(TrackerOptions options, List<string> errors)
    {
        if (options is { Address: null, AddressIPv6: null })
        {
            errors.Add("The tracker has neither an IPv4 nor an IPv6 address to listen on; give one of them.");
        }

        if (options.Address is { AddressFamily: not AddressFamily.InterNetwork } four)
        {
            errors.Add($"The IPv4 address is {four}, which is none; give one such as 0.0.0.0, and an IPv6 address as that.");
        }

        if (options.AddressIPv6 is { } six && (six.AddressFamily != AddressFamily.InterNetworkV6 || six.IsIPv4MappedToIPv6))
        {
            errors.Add($"The IPv6 address is {six}, which is none; give one such as ::, and an IPv4 address as that.");
        }

        if (options.IsPublic && (options.Address is null || IPAddress.IsLoopback(options.Address)) && (options.AddressIPv6 is null || IPAddress.IsLoopback(options.AddressIPv6)))
        {
            errors.Add("The tracker is public, so it answers nobody on this machine, and listens on this machine only. Give an address such as 0.0.0.0, or do not make it public.");
        }
    }

    private static void CheckTimes(TrackerOptions options, List<string> errors)
    {
        Range(errors, "The interval", options.Interval, TimeSpan.FromSeconds(10), SwarmLimits.LongestPeerAge / 2);
        if (!(options.IntervalJitter is >= 0 and <= 0.5))
        {
            errors.Add(Text($"The jitter of the interval is {options.IntervalJitter}; it must be between 0 and 0.5 (half of the interval)."));
        }
        else if (options.PeerAge is { } age && (age <= options.Interval * (1 + options.IntervalJitter) || age > SwarmLimits.LongestPeerAge))
        {
            errors.Add(Text(
                $"The peer age is {age.TotalSeconds} s; it must be longer than the longest interval between announces, {(options.Interval * (1 + options.IntervalJitter)).TotalSeconds} s, and at most {SwarmLimits.LongestPeerAge.TotalSeconds} s."));
        }

        Range(errors, "The expiry period", options.ExpiryPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(errors, "The period of looking at files", options.FileCheckPeriod, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        Range(errors, "The snapshot period", options.SnapshotPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }

    private static void CheckLimits(TrackerOptions options, List<string> errors)
    {
        Rate(errors, "The limit of connects a second", options.ConnectRate);
        Range(errors, "The burst of connects", options.ConnectBurst, 1, Million);
        Rate(errors, "The limit of requests a second", options.RequestRate);
        Range(errors, "The burst of requests", options.RequestBurst, 1, Million);
        Range(errors, "The table of addresses", options.RateTableSize, 64, 16 * Mebibyte, " entries");
    }

    private static void CheckSecret(TrackerOptions options, List<string> errors)
    {
        if (options.Secret is { } secret && secret.Length is < LeastSecret or > MostSecret)
        {
            errors.Add(Text($"The secret has {secret.Length} bytes; it must have {LeastSecret} to {MostSecret}, such as those of `openssl rand -hex 32`."));
        }

        if (options is { Secret: not null, SecretFile: not null })
        {
            errors.Add("The secret is given both itself and by a file; choose one.");
        }
    }

    private static void CheckFiles(TrackerOptions options, List<string> errors)
    {
        (string What, string? Path)[] files =
        [
            ("secret", options.SecretFile), ("allow list", options.AllowList), ("deny list", options.DenyList), ("passkeys", options.PasskeyFile), ("snapshot", options.SnapshotFile),
        ];
        foreach ((string what, string? path) in files)
        {
            if (path is not null && string.IsNullOrWhiteSpace(path))
            {
                errors.Add($"The file of the {what} has an empty name; give a path, or leave it out.");
            }
        }

        foreach (IGrouping<string, string> same in files.Where(file => !string.IsNullOrWhiteSpace(file.Path)).GroupBy(file => Path.GetFullPath(file.Path!), file => file.What))
        {
            if (same.Count() > 1)
            {
                errors.Add($"'{same.Key}' is given as the file of the {string.Join(" and of the ", same)}; each needs a file of its own.");
            }
        }
    }

    private static void Rate(List<string> errors, string what, double value)
    {
        if (!(value is 0 or (>= 0.1 and <= Million)))
        {
            errors.Add(Text($"{what} is {value}; it must be between 0.1 and {Million}, or 0 for no limit."));
        }
    }
}
