using System.Globalization;

namespace Millrace.Hosting.Admin;

/// <summary>The parameters of a request to an <see cref="AdminPage"/>.</summary>
/// <param name="values">By name, each given once.</param>
public sealed class AdminQuery(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The text of a parameter; null where it is not given.</summary>
    public string? Text(string name) => values.TryGetValue(name, out string? value) ? value : null;

    /// <summary>The whole number of a parameter; <paramref name="otherwise"/> where it is not given.</summary>
    /// <exception cref="AdminQueryException">It is no whole number between <paramref name="least"/> and <paramref name="most"/>.</exception>
    public int Whole(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new AdminQueryException(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; give a whole number from {least} to {most}."));
    }
}
