using System.Globalization;

namespace Millrace.Engine.Targets;

/// <summary>Whose a listening TCP port is, by Linux's tables.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private const int MostProcesses = 4096;

    /// <summary>False where the port is listened on, and certainly by none of a process and its children; true where it is theirs, or where nobody can tell.</summary>
    public static bool MayBe(int process, int port)
    {
        try
        {
            HashSet<string> sockets = [.. SocketsOf("/proc/net/tcp", port), .. SocketsOf("/proc/net/tcp6", port)];
            return sockets.Count == 0 || HoldsOne(process, sockets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // no such tables here, a program under another account, or one that has just ended: its end is told elsewhere
        }
    }

    // A line is: number, local address:port, remote, state, queues, timers, retransmits, account, timeout, inode; all in hexadecimal but the last ones (proc(5)).
    private static IEnumerable<string> SocketsOf(string table, int port)
    {
        string ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return !File.Exists(table) ? [] : File.ReadLines(table).Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 9 && words[3] == Listening && words[1].EndsWith(ending, StringComparison.Ordinal))
            .Select(words => $"socket:[{words[9]}]");
    }

    private static bool HoldsOne(int process, HashSet<string> sockets)
    {
        var family = new Queue<int>([process]);
        for (int seen = 0; seen < MostProcesses && family.TryDequeue(out int id); seen++)
        {
            foreach (string handle in Directory.EnumerateFileSystemEntries($"/proc/{id}/fd"))
            {
                if (new FileInfo(handle).LinkTarget is { } target && sockets.Contains(target))
                {
                    return true;
                }
            }

            foreach (string task in Directory.EnumerateDirectories($"/proc/{id}/task"))
            {
                string children = task + "/children";
                foreach (string child in File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [])
                {
                    family.Enqueue(int.Parse(child, CultureInfo.InvariantCulture));
                }
            }
        }

        return false;
    }
}
