using System.Text;
using Millrace.Live.Host.Keeping;
using Millrace.Live.Host.Security;
using Millrace.Testing;

namespace Millrace.Live.Tests.Keeping;

public sealed class SessionStoreTests : IDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_saved_is_loaded_until_it_is_removed(bool inFolder)
    {
        ISessionStore store = New(inFolder);
        SessionId id = SessionId.New();
        await store.SaveAsync(id, "first"u8.ToArray(), TestContext.Current.CancellationToken);
        await store.SaveAsync(id, "second"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal("second", Encoding.UTF8.GetString((await store.LoadAsync(id, TestContext.Current.CancellationToken))!));
        Assert.Null(await store.LoadAsync(SessionId.New(), TestContext.Current.CancellationToken));
        await store.RemoveAsync(id, TestContext.Current.CancellationToken);
        Assert.Null(await store.LoadAsync(id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_too_old_does_not_count_and_is_swept_away(bool inFolder)
    {
        ISessionStore store = New(inFolder);
        SessionId id = SessionId.New();
        await store.SaveAsync(id, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(0, store.Sweep());
        _time.Advance(s_lifetime + TimeSpan.FromMinutes(1));

        Assert.Null(await store.LoadAsync(id, TestContext.Current.CancellationToken));
        Assert.Equal(1, store.Sweep());
        Assert.Equal(0, store.Sweep());
    }

    [Fact]
    public async Task Another_process_finds_what_a_folder_keeps()
    {
        SessionId id = SessionId.New();
        await New(inFolder: true).SaveAsync(id, "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.NotNull(await New(inFolder: true).LoadAsync(id, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_an_error_that_says_so()
    {
        ISessionStore store = New(inFolder: true);
        Directory.Delete(_folder.Path);
        await Assert.ThrowsAnyAsync<IOException>(async () => await store.SaveAsync(SessionId.New(), "{}"u8.ToArray(), TestContext.Current.CancellationToken));
        Directory.CreateDirectory(_folder.Path);
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_oldest_goes_first()
    {
        MemoryStore store = new(s_lifetime, mostBytes: 250, _time);
        SessionId[] ids = [SessionId.New(), SessionId.New(), SessionId.New()];
        foreach (SessionId id in ids)
        {
            await store.SaveAsync(id, new byte[100], TestContext.Current.CancellationToken);
        }

        Assert.Null(await store.LoadAsync(ids[0], TestContext.Current.CancellationToken));
        Assert.NotNull(await store.LoadAsync(ids[1], TestContext.Current.CancellationToken));
        Assert.NotNull(await store.LoadAsync(ids[2], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(10, 1 << 20)]
    [InlineData(1000, 1000)]
    public async Task A_folder_is_bounded_and_the_oldest_goes_first(int mostFiles, long mostBytes)
    {
        FolderStore store = new(_folder.Path, s_lifetime, mostFiles, mostBytes, _time);
        List<SessionId> ids = [];
        for (int i = 0; i < 40; i++)
        {
            ids.Add(SessionId.New());
            await store.SaveAsync(ids[i], new byte[100], TestContext.Current.CancellationToken);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(Directory.GetFiles(_folder.Path).Length, 5, 10);
        Assert.Null(await store.LoadAsync(ids[0], TestContext.Current.CancellationToken));
        Assert.NotNull(await store.LoadAsync(ids[^1], TestContext.Current.CancellationToken));
    }

    private ISessionStore New(bool inFolder) => inFolder ? new FolderStore(_folder.Path, s_lifetime, 1000, 1 << 20, _time) : new MemoryStore(s_lifetime, 1 << 20, _time);
}
