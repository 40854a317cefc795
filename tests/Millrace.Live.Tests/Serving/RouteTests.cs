using Millrace.Live.Host.Serving;

namespace Millrace.Live.Tests.Serving;

public sealed class RouteTests
{
    [Theory]
    [InlineData("/?filter[name]=x")]
    [InlineData("/?q={1}")]
    [InlineData("/?q=a|b^c")]
    [InlineData("/?q=a\\b")]
    [InlineData("/?q=%zz")]
    [InlineData("/?q=ä")]
    [InlineData("/?q=1#part")]
    [InlineData("/")]
    public void What_browsers_write_behind_a_path_is_no_hindrance(string url) => Assert.NotNull(Routes("/").Find(url));

    [Theory]
    [InlineData("/x%zz")]
    [InlineData("/x%20y|{z}")]
    public void A_parameter_of_a_path_may_be_anything(string url) => Assert.NotNull(Routes("/{name}").Find(url));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/x\\y")]
    [InlineData("/x\r\ny")]
    [InlineData("http://evil.example/x")]
    public void What_is_no_path_of_this_site_is_no_page(string url) => Assert.Null(Routes("/{**all}").Find(url));

    private static LiveRoutes Routes(string pattern)
    {
        LiveRoutes routes = new();
        routes.Add(new LiveRoute(pattern, new LivePageOptions(), _ => new TestPage()));
        return routes;
    }
}
