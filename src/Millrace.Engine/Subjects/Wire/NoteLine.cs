using Millrace.Engine.Clients;

namespace Millrace.Engine.Subjects.Wire;

/// <summary>What one task noticed of a fault, in ticks; 0 where it did not happen.</summary>
internal sealed record NoteLine(long Injected, long Ended, long Noticed, long Recovered)
{
    public static NoteLine Of(FaultNote note) => new(note.InjectedAt, note.EndedAt, note.NoticedAt, note.RecoveredAt);

    public FaultNote ToNote() => new() { InjectedAt = Injected, EndedAt = Ended, NoticedAt = Noticed, RecoveredAt = Recovered };
}
