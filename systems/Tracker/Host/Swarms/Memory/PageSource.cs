namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>Memory from the system in large pieces that go back to it when they are released.</summary>
internal abstract unsafe class PageSource
{
    /// <summary>The best that this system has.</summary>
    public static PageSource System { get; } = OperatingSystem.IsLinux() ? new LinuxPages() : new PortablePages();

    /// <summary>Memory at a multiple of <paramref name="alignment"/>, or null where the system has none left. Its content is not defined.</summary>
    public abstract byte* Take(long bytes, long alignment);

    /// <summary>Memory that may grow without being copied, or null.</summary>
    public abstract byte* TakeGrowing(long bytes);

    /// <summary>Changes the size of what <see cref="TakeGrowing"/> gave, which may move it; null where the system refuses, and then all is as it was.</summary>
    public abstract byte* Resize(byte* memory, long oldBytes, long newBytes);

    /// <summary>Gives the pages back and keeps the addresses; the content is lost.</summary>
    public abstract void Discard(byte* memory, long bytes);

    /// <summary>Gives back, for good or for the next who asks, what <see cref="Take"/> or <see cref="TakeGrowing"/> gave.</summary>
    public abstract void Release(byte* memory, long bytes);
}
