namespace Millrace.Live.Load.Pages;

/// <summary>A page as it came over HTTP.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Cookies">Its cookies as a request's Cookie field has them, such as <c>live=abc; theme=dark</c>; empty where there are none.</param>
/// <param name="Html">The body, read as UTF-8.</param>
/// <param name="CanGoOn">Whether the connection takes a further request.</param>
/// <param name="Bytes">What it weighs with its head.</param>
internal sealed record PageAnswer(int Status, string Cookies, string Html, bool CanGoOn, int Bytes);
