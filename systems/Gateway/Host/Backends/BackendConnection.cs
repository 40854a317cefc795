using System.Net;
using Millrace.Gateway.Host.Routing;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Backends;

/// <summary>One connection of the backend port, from accept to its end.</summary>
/// <remarks>
/// <code>
/// Waiting --hello, or silence where none is asked for--> Joined --goodbye or its end--> Closing --flushed, peer's end--> gone
/// </code>
/// Only a joined one is a backend to the switchboard, which is told of its end exactly once.
/// </remarks>
internal sealed class BackendConnection : Backend, IDisposable
{
    // A backend that never stops must not hold up the others on this thread: after so many reads they have their turn.
    private const int ReadsBeforeYield = 4;

    // One that takes a byte now and then must have taken what waits within this many send timeouts.
    private const int AgeFactor = 8;

    private static readonly Action<object?> s_leave = static state => ((BackendConnection)state!).Leave();
    private static readonly TimeSpan s_behindPause = TimeSpan.FromMilliseconds(1);

    private readonly BackendListener _home;
    private readonly BackendRules _rules;
    private readonly BackendCounters _counters;
    private readonly BackendLines _lines;
    private readonly BackendInput _input;
    private readonly Heartbeats _heartbeats;
    private readonly TcpLink _tcp;
    private Link _link;
    private BackendOutput? _output;
    private string _why = "It closed the connection.";
    private bool _hasJoined;
    private bool _hasLeft;
    private long _closingDue;
    private long _opened;

    public BackendConnection(BackendListener home, TcpLink tcp)
    {
        _home = home;
        _rules = home.Rules;
        _counters = home.Counters;
        _tcp = tcp;
        _link = tcp;
        Remote = tcp.RemoteEndPoint;
        DisplayName = Remote.ToString();
        _lines = new BackendLines(this, home);
        _input = new BackendInput(this, home, _lines);
        _heartbeats = new Heartbeats(Ticks(_rules.HeartbeatInterval), _rules.MaxHeartbeatsUnanswered);
        _counters.Waiting++;
    }

    /// <inheritdoc/>
    public override string Name => DisplayName;

    /// <summary>What it calls itself, its address until it has.</summary>
    public string DisplayName { get; set; }

    /// <summary>The backend's address and port.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>When it connected, in ticks.</summary>
    public long Since { get; } = Shard.Now;

    public BackendStage Stage { get; private set; }

    /// <summary>True from its joining on, also when it has left again.</summary>
    public bool HasJoined => _hasJoined;

    /// <summary>Bytes that wait to be written to it.</summary>
    public int Queued => _output?.Queued ?? 0;

    public long LinesOut { get; private set; }

    public BackendLines Lines => _lines;

    /// <inheritdoc/>
    public override bool IsCongested => _output is { IsCongested: true };

    /// <summary>Carries the connection to its end. It does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await OpenAsync())
            {
                await ReadAsync();
            }
        }
        catch (LinkException e)
        {
            // Expected: peers and networks end. Where we ended it, why is known already.
            _why = Stage == BackendStage.Closing ? _why : e.Message;
        }
        catch (Exception e)
        {
            // Unexpected. It must cost this backend alone.
            Fail(e);
        }

        Dispose();
    }

    /// <summary>Closes it without a word, at once.</summary>
    public void Dispose()
    {
        Leave();
        if (Stage != BackendStage.Gone && !_hasJoined)
        {
            _counters.Waiting--; // not before: also one that is being refused takes memory and a descriptor
        }

        Stage = BackendStage.Gone;
        _output?.End();
        _input.Dispose();
        _link.Dispose();
        _home.Forget(this);
    }

    /// <inheritdoc/>
    public override void Send(ReadOnlySpan<byte> line)
    {
        if (Stage != BackendStage.Joined)
        {
            return;
        }

        LinesOut++;
        _counters.LinesOut++;
        _output!.Append(line);
        if (_output.IsOverfull)
        {
            End(BackendEnd.Stuck, "More waits for it than may.", atOnce: true);
        }
    }

    /// <summary>Queues a line of the connection's own business, also before it has joined.</summary>
    public void Tell(ReadOnlySpan<byte> line)
    {
        if (Stage is BackendStage.Waiting or BackendStage.Joined)
        {
            _output!.Append(line);
        }
    }

    /// <inheritdoc/>
    public override void Close(string reason) => End(BackendEnd.Routing, reason);

    /// <summary>
    /// Ends the connection: a backend that said hello gets a goodbye behind what is queued. With <paramref name="atOnce"/> only what the transport
    /// takes now still leaves. Safe within a call of the switchboard's, which hears of the end afterwards.
    /// </summary>
    public void End(BackendEnd cause, string reason, bool atOnce = false)
    {
        if (Stage is BackendStage.Closing or BackendStage.Gone)
        {
            return;
        }

        _counters.Ended[(int)cause]++;
        _why = reason;
        if (_lines.HasSaidHello)
        {
            _output?.Append(_home.Replies.Goodbye(reason));
        }

        Stage = BackendStage.Closing;
        _closingDue = atOnce ? 0 : Shard.Now + Ticks(_rules.CloseTimeout);
        _home.Shard.Post(s_leave, this);
        if (_output is null)
        {
            _tcp.Abort(); // TLS is under way: there is nobody to tell.
        }
        else
        {
            _output.WhenEmpty(atOnce ? _link.Abort : _output.ShutDown);
        }
    }

    /// <summary>Makes it a backend of the switchboard; true where there is a place for it.</summary>
    public bool TryJoin(long now)
    {
        if (_counters.Joined >= _rules.MaxBackends)
        {
            Refuse(BackendEnd.Full, $"There are {_rules.MaxBackends} backends already.");
            return false;
        }

        Stage = BackendStage.Joined;
        _hasJoined = true;
        _counters.Waiting--;
        _counters.Joined++;
        _heartbeats.Start(now);
        GatewayLog.BackendLetIn(_home.Log, Name, Remote, _lines.Speech, _counters.Joined);
        _home.Hub.Joined(this, now);
        return Stage == BackendStage.Joined;
    }

    /// <summary>Ends a connection that is not let in.</summary>
    public void Refuse(BackendEnd cause, string reason, bool atOnce = false)
    {
        _home.LogRefusal(this, reason);
        End(cause, reason, atOnce);
    }

    /// <summary>Drops one that has not joined, at once, so that another connection can have its place.</summary>
    public void Evict()
    {
        _counters.Ended[(int)BackendEnd.Full]++;
        _home.LogRefusal(this, "It had not joined yet, and newer connections needed its place.");
        _tcp.Abort();
        Dispose();
    }

    /// <summary>Time has passed: heartbeats and limits. It does not throw: the others have their turn whatever fails here.</summary>
    public void Tick(long now)
    {
        try
        {
            CheckLimits(now);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Shard.TicksPerSecond);

    private void CheckLimits(long now)
    {
        if (Stage == BackendStage.Closing)
        {
            if (now >= _closingDue)
            {
                _link.Abort();
            }
        }
        else if (_output is null)
        {
            return; // TLS is under way and has its own limit.
        }
        else if (_output.IsStuck(now, Ticks(_rules.SendTimeout)))
        {
            End(BackendEnd.Stuck, "It took no byte of what waited for it for too long.", atOnce: true);
        }
        else if (_output.IsTooOld(now, AgeFactor * Ticks(_rules.SendTimeout)))
        {
            End(BackendEnd.Stuck, "It took what waited for it far too slowly.", atOnce: true);
        }
        else if (Stage == BackendStage.Joined)
        {
            Beat(now);
        }
        else if (_rules.Secret is not null && now - _opened >= Ticks(_rules.HelloTimeout))
        {
            Refuse(BackendEnd.Timeout, "No hello with the secret came in time.");
        }
        else if (_rules.Secret is null && now - _opened >= Ticks(_rules.HelloGrace))
        {
            TryJoin(now);
        }
    }

    private void Beat(long now)
    {
        switch (_heartbeats.Decide(now, Agreement.SaidHello))
        {
            case Heartbeats.Step.Beat:
                _output!.Trim();
                _output.Append(_home.Replies.Heartbeat());
                break;
            case Heartbeats.Step.Dead:
                End(BackendEnd.Silent, "It said nothing after several heartbeats.", atOnce: true);
                break;
        }
    }

    // False where there is nothing to read from; the reason has been counted then.
    private async ValueTask<bool> OpenAsync()
    {
        if (_rules.Tls is not null)
        {
            using CancellationTokenSource timeout = new(_rules.HelloTimeout);
            try
            {
                _link = await TlsLink.AsServerAsync(_tcp, _rules.Tls, timeout.Token);
            }
            catch (Exception e) when (e is LinkException or OperationCanceledException)
            {
                bool late = timeout.IsCancellationRequested;
                Refuse(late ? BackendEnd.Timeout : BackendEnd.Tls, late ? "TLS was not done in time." : e.Message);
                return false;
            }
        }

        if (Stage != BackendStage.Waiting)
        {
            return false; // The gateway stopped meanwhile.
        }

        _opened = Shard.Now;
        _output = new BackendOutput(_link, _rules.Output, _counters, OnDrained, OnSendFailed);
        return true;
    }

    private async Task ReadAsync()
    {
        for (int reads = 1; ; reads = (reads % ReadsBeforeYield) + 1)
        {
            await _link.WaitReadableAsync();
            while (_home.Hub.IsBehind && Stage != BackendStage.Closing)
            {
                _heartbeats.Heard(); // Its silence means nothing while nobody listens.
                await _home.Shard.Delay(s_behindPause);
            }

            if (!Read())
            {
                return;
            }

            if (reads == ReadsBeforeYield)
            {
                await Task.Yield();
            }
        }
    }

    // False at the end of the stream.
    private bool Read()
    {
        int received = _input.Read(_link);
        if (received > 0)
        {
            _counters.BytesIn += received;
            _heartbeats.Heard();
        }

        return received != 0;
    }

    private void OnDrained()
    {
        if (Stage == BackendStage.Joined)
        {
            _home.Hub.Drained(this);
        }
    }

    private void OnSendFailed(Exception error)
    {
        if (error is not LinkException)
        {
            Fail(error);
        }
        else if (Stage != BackendStage.Closing)
        {
            _why = error.Message;
        }

        _link.Abort();
    }

    private void Fail(Exception error)
    {
        GatewayLog.BackendFailed(_home.Log, Name, error);
        End(BackendEnd.Failure, "The gateway failed on it.", atOnce: true);
    }

    // The end as the switchboard and the books see it; a second call finds nothing left to do.
    private void Leave()
    {
        if (_hasLeft)
        {
            return;
        }

        _hasLeft = true;
        if (!_hasJoined)
        {
            return;
        }

        _counters.Joined--;
        GatewayLog.BackendEnded(_home.Log, Name, Remote, _why, _counters.Joined);
        try
        {
            _home.Hub.Left(this, _why, Shard.Now);
        }
        catch (Exception e)
        {
            // Unexpected, and this runs in the shard's own loop.
            GatewayLog.BackendFailed(_home.Log, Name, e);
        }
    }
}
