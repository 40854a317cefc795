using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Millrace.Amqp.Options;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>One attempt to connect to one broker, bounded as a whole, and its failure in words that a person can act on.</summary>
internal sealed class BrokerDial(AmqpOptions options, string name)
{
    // The most that AMQP brokers take (RabbitMQ's max_message_size goes no further). The library's own 64 MiB would end the connection of all consumers at a larger delivery, again and
    // again, as long as that message lives.
    private const uint MaxInboundBodyBytes = 512 * 1024 * 1024;
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(250);

    /// <summary>TCP, TLS and AMQP, up to the broker's answer to the opening of a channel: before it, a virtual host is not known to be let in to.</summary>
    /// <exception cref="AmqpException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<OpenedConnection> OpenAsync(BrokerHost host, CancellationToken cancellationToken)
    {
        BrokerAddress broker = host.Address;
        using var timeout = new CancellationTokenSource(options.Links.ConnectTimeout, options.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var trial = new DialTrial(broker);
        try
        {
            IPAddress address = await host.NextAsync(limit.Token).ConfigureAwait(false);
            Task<OpenedConnection> opening = OpenAsync(address, trial, limit.Token);
            try
            {
                // The library cleans up after a cancelled attempt for up to 5 s; nobody waits for that.
                await Task.WhenAny(opening, trial.Lost).WaitAsync(limit.Token).ConfigureAwait(false);
                if (!opening.IsCompleted)
                {
                    // The library may know more, such as the broker's last word; where it has not noticed, nobody waits for it.
                    await Task.WhenAny(opening, Task.Delay(LastWord, options.Time, limit.Token)).ConfigureAwait(false);
                }

                return opening.IsCompleted ? await opening.ConfigureAwait(false) : throw await trial.Lost.ConfigureAwait(false);
            }
            catch
            {
                trial.Abandon(opening);
                throw;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new AmqpUnavailableException(string.Create(CultureInfo.InvariantCulture,
                $"{broker.Where} did not answer within {options.Links.ConnectTimeout.TotalSeconds:0.###} s{trial.HowFar()}"));
        }
        catch (Exception exception) when (exception is not AmqpException)
        {
            throw DialFailure.Explain(exception, trial);
        }
    }

    private async Task<OpenedConnection> OpenAsync(IPAddress address, DialTrial trial, CancellationToken cancellationToken)
    {
        IConnection connection = await Factory(address, trial).CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        trial.Connection = connection;
        // RabbitMQ.Client does not wait for the answer to connection.open, so that a virtual host that is refused shows here only.
        IChannel asking = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return new OpenedConnection(trial.Broker, connection, trial.Socket!.Stream!, asking);
    }

    private ConnectionFactory Factory(IPAddress address, DialTrial trial)
    {
        BrokerAddress broker = trial.Broker;
        SslClientAuthenticationOptions? tls = broker.Tls ? Tls(broker, trial) : null;
        return new ConnectionFactory
        {
            HostName = address.ToString(),
            Port = broker.Port,
            UserName = broker.User,
            Password = broker.Password,
            VirtualHost = broker.VirtualHost,
            ClientProvidedName = $"{options.Name}.{name}",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = options.Links.Heartbeat,
            RequestedConnectionTimeout = options.Links.ConnectTimeout,
            HandshakeContinuationTimeout = options.Links.ConnectTimeout,
            ContinuationTimeout = options.Links.AnswerTimeout,
            MaxInboundMessageBodySize = MaxInboundBodyBytes,
            SocketFactory = family => trial.NewSocket(family, tls, options.Time),
        };
    }

    private SslClientAuthenticationOptions Tls(BrokerAddress broker, DialTrial trial) => new()
    {
        TargetHost = options.Tls.ServerName ?? broker.Host,
        ClientCertificates = options.Tls.ClientCertificate is { } own ? [own] : null,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Trust(certificate, chain, trial.TlsErrors = errors),
    };

    private bool Trust(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || options.Tls.TrustedAuthorities is not { } trusted || certificate is not X509Certificate2 shown)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(trusted);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return own.Build(shown);
    }
}
