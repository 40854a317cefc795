using Millrace.Hosting;
using Millrace.Live.Host.Security;
using Millrace.Testing;

namespace Millrace.Live.Tests.Security;

public sealed class SigningKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_keeps_its_key()
    {
        byte[] key = SigningKey.Of(_folder.Path);

        Assert.Equal(key, SigningKey.Of(_folder.Path));
        Assert.Equal(32, key.Length);
    }

    [Fact]
    public void Only_the_owner_may_read_the_key()
    {
        SigningKey.Of(_folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Combine(SigningKey.FileName)));
        }
    }

    [Fact]
    public void A_folder_that_it_makes_is_the_owners_alone_and_what_a_killed_start_left_goes()
    {
        string folder = _folder.Combine("state");
        byte[] key = SigningKey.Of(folder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        File.WriteAllText(Path.Combine(folder, SigningKey.FileName + ".0A1B2C3D"), "half of");
        Assert.Equal(key, SigningKey.Of(folder));
        Assert.Equal(SigningKey.FileName, Path.GetFileName(Assert.Single(Directory.GetFiles(folder))));
    }

    [Fact]
    public async Task Servers_that_start_at_once_share_the_key()
    {
        byte[][] keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => SigningKey.Of(_folder.Path))));

        Assert.All(keys, key => Assert.Equal(keys[0], key));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_damaged_key_is_told_with_what_to_do()
    {
        _folder.Write(SigningKey.FileName, "short");

        ServerStartException error = Assert.Throws<ServerStartException>(() => SigningKey.Of(_folder.Path));
        Assert.Contains("Delete it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        string file = _folder.Write("file", "");

        Assert.Contains("state folder", Assert.Throws<ServerStartException>(() => SigningKey.Of(Path.Combine(file, "below"))).Message, StringComparison.Ordinal);
    }
}
