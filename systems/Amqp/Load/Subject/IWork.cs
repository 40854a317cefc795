using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>What one iteration of a task is.</summary>
internal interface IWork
{
    ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken);
}
