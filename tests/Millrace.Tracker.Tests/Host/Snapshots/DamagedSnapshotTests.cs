using System.Security.Cryptography;
using Millrace.Testing;
using Millrace.Tracker.Host.Snapshots;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Tests.Host.Swarms;

namespace Millrace.Tracker.Tests.Host.Snapshots;

public sealed class DamagedSnapshotTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 6, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private string Path => _folder.Combine("swarms");

    [Fact]
    public async Task File_cut_off_anywhere_is_refused_and_nothing_is_read_from_it()
    {
        byte[] whole = await WriteSmall();
        foreach (byte[] cut in Garbage.Truncations(whole))
        {
            AssertRefused(cut, "is cut off");
        }
    }

    [Fact]
    public async Task File_with_more_behind_it_is_refused()
    {
        byte[] whole = await WriteSmall();

        AssertRefused([.. whole, 0], "is damaged");
    }

    [Fact]
    public async Task Every_changed_byte_is_noticed()
    {
        byte[] whole = await WriteSmall();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x10;
            AssertRefused(changed, "");
        }
    }

    [Fact]
    public async Task Mutated_files_are_refused()
    {
        byte[] whole = await WriteSmall();
        foreach (byte[] mutated in Garbage.Mutations(whole, seed: 11, count: 1000))
        {
            if (!mutated.AsSpan().SequenceEqual(whole))
            {
                AssertRefused(mutated, "");
            }
        }
    }

    [Fact]
    public void Garbage_is_no_snapshot()
    {
        foreach (byte[] garbage in Garbage.Bytes(seed: 12, count: 300))
        {
            AssertRefused(garbage, garbage.Length == 0 ? "is cut off" : "is no swarm snapshot");
        }
    }

    [Fact]
    public async Task Bodies_with_a_right_checksum_and_nonsense_in_them_leave_nothing_behind()
    {
        byte[] whole = await WriteSmall();
        foreach (byte[] body in Garbage.Mutations(whole[SnapshotFormat.HeadBytes..], seed: 13, count: 1000))
        {
            byte[] file = new byte[SnapshotFormat.HeadBytes + body.Length];
            body.CopyTo(file, SnapshotFormat.HeadBytes);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(body);
            new SnapshotHead(Noon, file.Length).Write(file.AsSpan(0, SnapshotFormat.HeadBytes), hash);
            await File.WriteAllBytesAsync(Path, file, TestContext.Current.CancellationToken);
            using SwarmFixture ipv4 = new();
            using SwarmFixture ipv6 = new(isIPv6: true);
            try
            {
                SnapshotResult read = SwarmSnapshot.Read(Path, ipv4.Table, ipv6.Table, 0, Noon)!.Value;

                // A mutation may be a snapshot of somebody else's; one peer may be in it twice.
                Assert.InRange(ipv4.Totals.Peers + ipv6.Totals.Peers, 0, read.Peers);
            }
            catch (SnapshotException)
            {
                Assert.Equal(0, ipv4.Totals.Peers + ipv6.Totals.Peers);
            }
        }
    }

    [Fact]
    public async Task Later_version_is_named()
    {
        byte[] whole = await WriteSmall();
        whole[11] = 9;

        AssertRefused(whole, "is a swarm snapshot of version 9, and this program reads version 1");
    }

    [Fact]
    public void Folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(Path);
        using SwarmFixture table = new();

        SnapshotException error = Assert.Throws<SnapshotException>(() => SwarmSnapshot.Read(Path, table.Table, null, 0, Noon));

        Assert.Contains($"'{Path}' cannot be read", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<byte[]> WriteSmall()
    {
        using SwarmFixture ipv4 = new();
        using SwarmFixture ipv6 = new(isIPv6: true);
        for (int n = 0; n < 5; n++)
        {
            _ = ipv4.Announce(n % 2, n, n == 3 ? PeerRole.Seeder : PeerRole.Leecher);
            _ = ipv6.Announce(n % 2, n);
        }

        string path = _folder.Combine("whole");
        _ = await SwarmSnapshot.WriteAsync(path, ipv4.Table, ipv6.Table, ipv4.Now, Noon, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
    }

    private void AssertRefused(byte[] content, string why)
    {
        File.WriteAllBytes(Path, content);
        using SwarmFixture ipv4 = new();
        using SwarmFixture ipv6 = new(isIPv6: true);

        SnapshotException error = Assert.Throws<SnapshotException>(() => SwarmSnapshot.Read(Path, ipv4.Table, ipv6.Table, 0, Noon));

        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, ipv4.Totals.Peers + ipv6.Totals.Peers);
    }
}
