using System.Security.Cryptography;
using System.Text;

namespace Millrace.Amqp.Host;

/// <summary>Who may log in. Passwords are kept as hashes of one length, so that comparing them tells nothing about them.</summary>
internal sealed class Credentials
{
    private readonly Dictionary<string, byte[]> _users = [];
    private readonly bool _isAnonymous;

    public Credentials(BrokerOptions options)
    {
        _isAnonymous = options.IsAnonymous;
        foreach (BrokerUser user in options.Users)
        {
            _users[user.Name] = Hash(user.Password);
        }
    }

    /// <summary>True where these are a user's.</summary>
    public bool Accept(string user, string password)
    {
        if (_isAnonymous)
        {
            return true;
        }

        // A name that is not known costs the same time as one that is.
        bool isKnown = _users.TryGetValue(user, out byte[]? hash);
        return CryptographicOperations.FixedTimeEquals(Hash(password), hash ?? Hash("")) && isKnown;
    }

    private static byte[] Hash(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
