namespace Millrace.Engine.Subjects;

/// <summary>One operation on its way, as small as it can be kept: whoever learns its end, on whatever thread, ends it once at the <see cref="SubjectMeter"/>.</summary>
/// <param name="Id">Which operation of the system this is.</param>
/// <param name="Phase">The phase of its due time, which it counts towards however late it ends.</param>
/// <param name="Due">When it should have started, in ticks.</param>
/// <param name="Sent">When it did, in ticks.</param>
public readonly record struct SubjectOperation(OperationId Id, byte Phase, long Due, long Sent)
{
    internal Operation ToOperation() => new(null!, Id, Phase, Due, Sent);
}
