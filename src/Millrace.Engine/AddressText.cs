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

    /// <summary>A text that may hold the address, such as a command line, without its password.</summary>
    public static string HideIn(string text, Uri address)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(address);
        int colon = address.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? text : text.Replace($"{address.UserInfo}@", $"{address.UserInfo[..colon]}:***@", StringComparison.Ordinal);
    }
}
