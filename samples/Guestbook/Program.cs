// A guestbook that all its visitors see grow: state, rendering and events in C#, no JavaScript of its own.
//
//   guestbook [--urls http://127.0.0.1:8090]
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Millrace.Live;
using Millrace.Samples.Guestbook;
using static Millrace.Live.Html;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddLive(options => options with { MaxSessionsPerAddress = 50 });
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Book>();
WebApplication app = builder.Build();
app.MapLive<GuestbookPage>("/", new LivePageOptions { Title = "Guestbook", Description = "Who was here, and what they say." });
app.Run();

internal sealed class GuestbookPage(Book book) : Component
{
    private readonly Signal<string> _name = Kept("name", "");
    private readonly Signal<string> _text = Kept("text", "");

    protected override Node Render() => Main(
        H1("Guestbook"),
        P(Text(() => book.Entries.Value.Count switch { 0 => "Be the first.", 1 => "One entry.", int many => $"{many} entries." })),
        Form(
            OnSubmit(Sign),
            P(Label(For("name"), "Your name "), Input(Id("name"), Type("text"), Required(), MaxLength(Book.LongestName), Bind(_name))),
            P(Label(For("text"), "What you say "), Input(Id("text"), Type("text"), Required(), MaxLength(Book.LongestText), Bind(_text))),
            P(Button(Disabled(() => _name.Value.Length == 0 || _text.Value.Length == 0), "Sign"))),
        Ul(Each(book.Entries, entry => entry.Number, entry => Li(Strong(entry.Name), $": {entry.Text} ", Small($"{entry.At:u}")))));

    private void Sign()
    {
        if (book.Sign(_name.Value, _text.Value))
        {
            _text.Value = "";
        }
    }
}
