namespace Millrace.Engine;

/// <summary>A target's address as it may be printed and written to files: user names stay, passwords do not.</summary>
public static class AddressText
{
    /// <summary>The address with <c>***</c> in the place of a password.</summary>
    public static string Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int colon = address.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? address.ToString() : new UriBuilder(address) { Password = "***" }.Uri.ToString();
    }
}
