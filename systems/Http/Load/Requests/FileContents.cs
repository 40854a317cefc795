using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Millrace.Results;

namespace Millrace.Http.Load.Requests;

/// <summary>Hashes of what the files gave that settings name, as run files keep them beside the files' names.</summary>
internal sealed class FileContents
{
    private readonly Dictionary<string, string> _all = new(StringComparer.Ordinal);

    /// <summary>By the setting's name with <c>-sha256</c> behind it.</summary>
    public IReadOnlyDictionary<string, string> All => _all;

    /// <summary>Keeps the hash of a body, and gives the body back.</summary>
    public byte[] Keep(string setting, byte[] content)
    {
        _all[setting + "-sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        return content;
    }

    /// <summary>Keeps the hash of a file of requests with the bodies that it names, and how many requests it has.</summary>
    public void Keep(string setting, string text, IReadOnlyList<RequestSpec> requests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (RequestSpec request in requests)
        {
            hash.AppendData(BitConverter.GetBytes(request.Body.Length));
            hash.AppendData(request.Body);
        }

        _all[setting + "-sha256"] = Convert.ToHexStringLower(hash.GetHashAndReset());
        _all[setting + "-count"] = requests.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Keeps the hash of header fields, secrets left out: a new token is no other load, and the hash of a short secret gives it away.</summary>
    public void Keep(string setting, IReadOnlyList<(string Name, string Value)> fields)
    {
        if (fields.Count > 0)
        {
            Keep(setting, Encoding.UTF8.GetBytes(string.Join('\n', fields.Select(field => SecretText.Hide($"{field.Name}: {field.Value}")))));
        }
    }
}
