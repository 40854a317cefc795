using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class TempFolderTests
{
    [Fact]
    public void A_folder_is_there_and_then_gone_with_all_in_it()
    {
        string path;
        using (var folder = new TempFolder())
        {
            path = folder.Path;
            Assert.Equal("hello", File.ReadAllText(folder.Write("a/b/c.txt", "hello")));
            Assert.True(File.Exists(folder.Combine("a", "b", "c.txt")));
        }

        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_the_test_deleted_itself_is_no_error()
    {
        using var folder = new TempFolder();
        Directory.Delete(folder.Path);
    }
}
