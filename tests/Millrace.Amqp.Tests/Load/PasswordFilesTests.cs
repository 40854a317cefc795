using Millrace.Amqp.Load;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Load;

public sealed class PasswordFilesTests
{
    private static readonly Uri _target = new("amqp://app@rabbit:5673/orders");

    [Fact]
    public void The_first_line_is_the_password_whatever_it_holds()
    {
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "password");
        File.WriteAllText(file, "pä ss'w\"o@r:d/\r\nanother line\n");
        Assert.Null(PasswordFiles.ProblemWith(file, _target));
        Uri whole = PasswordFiles.Apply(_target, file);
        Assert.Equal("pä ss'w\"o@r:d/", Uri.UnescapeDataString(whole.UserInfo.Split(':', 2)[1]));
        Assert.Equal(("app", "rabbit", 5673, "/orders"), (whole.UserInfo.Split(':')[0], whole.Host, whole.Port, whole.AbsolutePath));
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_refused_with_what_to_do()
    {
        using var folder = new TempFolder();
        string empty = Path.Combine(folder.Path, "empty");
        File.WriteAllText(empty, "\nsecret");
        Assert.Contains("is empty", PasswordFiles.ProblemWith(empty, _target), StringComparison.Ordinal);
        Assert.Contains("cannot be read", PasswordFiles.ProblemWith(Path.Combine(folder.Path, "none"), _target), StringComparison.Ordinal);
        Assert.Contains("a user and no password", PasswordFiles.ProblemWith(empty, new Uri("amqp://app:known@rabbit/")), StringComparison.Ordinal);
        Assert.Contains("a user and no password", PasswordFiles.ProblemWith(empty, null), StringComparison.Ordinal);
        Assert.Null(PasswordFiles.ProblemWith("", null));
    }
}
