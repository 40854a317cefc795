namespace Millrace.Live.Wire;

/// <summary>
/// The document that a client keeps: it takes the server's <c>patches</c> and <c>document</c> frames, holds to their sequence numbers, refuses what cannot be applied, and can be
/// compared with another one. Not for use by several threads at a time.
/// </summary>
public sealed partial class LiveDocument
{
    private readonly NodeTable _nodes = new();

    /// <summary>The number of the last frame that was applied; 0 for none.</summary>
    public uint LastPatch { get; private set; }

    /// <summary>The last event that the server had handled, as the last frame said.</summary>
    public uint LastEvent { get; private set; }

    /// <summary>The page's title.</summary>
    public string Title { get; private set; } = "";

    /// <summary>The page's path and query.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where the server told the page to go; null as long as it has not.</summary>
    public string? LeftFor { get; private set; }

    /// <summary>Elements, texts and pieces of raw HTML.</summary>
    public int NodeCount => _nodes.Count - 1;

    /// <summary>
    /// Applies a frame of patches or a document.
    /// </summary>
    /// <param name="frame">The message.</param>
    /// <param name="error">Where and why, if the frame is malformed.</param>
    /// <param name="operations">Where each operation is counted, by its code (64 numbers are enough); may be empty.</param>
    public ApplyResult Apply(ReadOnlySpan<byte> frame, out WireError error, Span<long> operations = default)
    {
        if (!ServerFrameReader.TryReadHead(frame, out PatchesHead head, out error))
        {
            return ApplyResult.Malformed;
        }

        bool isDocument = frame[0] == (byte)FrameKind.Document;
        if (!isDocument && head.Sequence != LastPatch + 1)
        {
            return head.Sequence <= LastPatch ? ApplyResult.Dropped : ApplyResult.Gap;
        }

        var reader = new WireReader(frame, 1);
        reader.Number();
        reader.Number();
        var patching = new DocumentPatching(_nodes, frame, reader, FrameTexts.Begin());
        if (isDocument)
        {
            Title = patching.Text();
            Url = patching.Text();
            patching.Document();
        }
        else
        {
            Run(ref patching, operations);
        }

        error = patching.Error;
        if (error.IsError)
        {
            return ApplyResult.Malformed;
        }

        LastPatch = head.Sequence;
        LastEvent = head.LastEvent;
        return ApplyResult.Applied;
    }

    private void Run(ref DocumentPatching patching, Span<long> operations)
    {
        while (patching.Next(out PatchOperation operation))
        {
            if ((int)operation < operations.Length)
            {
                operations[(int)operation]++;
            }

            switch (operation)
            {
                case PatchOperation.PushUrl or PatchOperation.ReplaceUrl:
                    Url = patching.Text();
                    break;
                case PatchOperation.Title:
                    Title = patching.Text();
                    break;
                case PatchOperation.Leave:
                    LeftFor = patching.Text();
                    break;
                default:
                    patching.Apply(operation);
                    break;
            }
        }
    }
}
