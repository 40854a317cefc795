using System.Text;

namespace Millrace.Reports.Html;

/// <summary>A section of a page, which the contents lead to.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Body">What it holds.</param>
internal sealed record HtmlSection(string Title, Markup Body)
{
    /// <summary>The address within the page.</summary>
    public string Id { get; init; } = IdOf(Title);

    /// <summary>True where it is shown folded, so that a long page stays readable; print unfolds it.</summary>
    public bool Folded { get; init; }

    public Markup Render() => Folded
        ? Markup.Of($"<section id=\"{Id}\" aria-labelledby=\"{Id}-h\"><h2 id=\"{Id}-h\">{Title}</h2><details><summary>Show</summary>{Body}</details></section>\n")
        : Markup.Of($"<section id=\"{Id}\" aria-labelledby=\"{Id}-h\"><h2 id=\"{Id}-h\">{Title}</h2>{Body}</section>\n");

    /// <summary>A word for addresses and ids: letters, digits and dashes alone.</summary>
    public static string IdOf(string text)
    {
        var id = new StringBuilder("s-");
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                id.Append(char.ToLowerInvariant(c));
            }
            else if (id[^1] != '-')
            {
                id.Append('-');
            }
        }

        return id.ToString().TrimEnd('-');
    }
}
