using System.Net;
using System.Runtime.InteropServices;

namespace Millrace.Shards.Epoll;

/// <summary>Linux's error numbers, and what they mean for a link.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int NoSystemCall = 38;
    public const int ConnectionRefused = 111;
    public const int InProgress = 115;
    private const int AccessDenied = 13;
    private const int TooManyFilesInSystem = 23;
    private const int TooManyFiles = 24;
    private const int NoSpace = 28; // epoll_ctl(2): more descriptors watched than fs.epoll.max_user_watches allows
    private const int BrokenPipe = 32;
    private const int AddressInUse = 98;
    private const int AddressNotAvailable = 99;
    private const int NetworkUnreachable = 101;
    private const int ConnectionAborted = 103;
    private const int ConnectionReset = 104;
    private const int NoBuffers = 105;
    private const int TimedOut = 110;
    private const int HostUnreachable = 113;
    private const int NotPermitted = 1;
    private const int NoMemory = 12;
    private const int NotOnNetwork = 64;
    private const int ProtocolError = 71;
    private const int NoProtocolOption = 92;
    private const int NotSupported = 95;
    private const int NetworkDown = 100;
    private const int HostDown = 112;

    /// <summary>True for what accept(2) reports of the connection that just arrived and not of the listener.</summary>
    public static bool IsOfOneArrival(int errno) => errno is ConnectionAborted or Interrupted or ProtocolError or NoProtocolOption or NotSupported
        or NotOnNetwork or NetworkDown or NetworkUnreachable or HostDown or HostUnreachable;

    public static LinkException ToException(int errno, string what)
    {
        LinkError error = errno switch
        {
            ConnectionReset or BrokenPipe or ConnectionAborted => LinkError.Reset,
            ConnectionRefused => LinkError.Refused,
            TimedOut => LinkError.TimedOut,
            HostUnreachable or NetworkUnreachable => LinkError.Unreachable,
            TooManyFiles or TooManyFilesInSystem or NoSpace or NoBuffers or NoMemory => LinkError.DescriptorsExhausted,
            AddressInUse => LinkError.AddressInUse,
            AddressNotAvailable => LinkError.PortsExhausted,
            AccessDenied or NotPermitted => LinkError.AccessDenied,
            _ => LinkError.Other,
        };
        return new LinkException(error, $"{what}: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    public static LinkException ToConnectException(int errno, IPEndPoint remote) => ToException(errno, $"Connecting to {remote}");
}
