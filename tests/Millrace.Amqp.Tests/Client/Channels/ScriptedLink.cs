using Millrace.Amqp.Links;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Channels;

/// <summary>A link whose sessions a test begins and ends.</summary>
internal sealed class ScriptedLink : IAmqpLink
{
    private readonly List<ISessionGuest> _guests = [];
    private TaskCompletionSource<AmqpSession> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _epoch;

    public AmqpSession? Current { get; private set; }

    public bool IsBlocked { get; set; }

    public async ValueTask<AmqpSession> GetAsync(CancellationToken cancellationToken) => Current ?? await _next.Task.WaitAsync(cancellationToken);

    public void Add(ISessionGuest guest) => _guests.Add(guest);

    public void Remove(ISessionGuest guest) => _guests.Remove(guest);

    public void Suspect(AmqpSession session, Exception cause) => Lose();

    public async Task<AmqpSession> BeginAsync(IConnection connection, Stream? frames = null)
    {
        var session = new AmqpSession(++_epoch, connection) { Frames = frames };
        foreach (ISessionGuest guest in _guests)
        {
            await guest.SettleAsync(session, CancellationToken.None);
        }

        Current = session;
        _next.TrySetResult(session);
        return session;
    }

    /// <summary>Ends the session as a lost one, or for another cause.</summary>
    public void Lose(Exception? cause = null)
    {
        AmqpSession? session = Current;
        Current = null;
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        session?.End(cause ?? new AmqpConnectionLostException("the test ended the session"));
    }
}
