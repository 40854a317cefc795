using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>One message, fire and forget.</summary>
internal sealed class PublishWork(MessageWork messages) : IWork
{
    public ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken) => messages.PublishAsync(task, cancellationToken);
}
