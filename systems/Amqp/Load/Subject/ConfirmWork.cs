using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>One message until the broker has confirmed it.</summary>
internal sealed class ConfirmWork(MessageWork messages) : IWork
{
    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken) => await messages.ConfirmAsync(task, cancellationToken).ConfigureAwait(false);
}
