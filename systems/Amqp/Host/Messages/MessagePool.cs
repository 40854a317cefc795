using System.Numerics;

namespace Millrace.Amqp.Host.Messages;

/// <summary>Messages that are used again, by size, and the count of all bytes that messages take. On the broker's shard only.</summary>
internal sealed class MessagePool
{
    private const int SmallestBits = 7;
    private const int LargestBits = 16;
    private const int KeptBytesPerClass = 4 * 1024 * 1024;

    private readonly Stack<Message>[] _free = [.. Enumerable.Range(0, LargestBits - SmallestBits + 1).Select(_ => new Stack<Message>())];

    /// <summary>Bytes of all messages that somebody holds.</summary>
    public long Bytes { get; private set; }

    /// <summary>Messages that somebody holds.</summary>
    public long Count { get; private set; }

    /// <summary>True where an array of this length is handed out again, so that nobody may look at it once its message is done.</summary>
    public static bool IsReused(int length) => length <= 1 << LargestBits;

    /// <summary>A message with room for <paramref name="size"/> bytes at least and one reference, its caller's.</summary>
    public Message Rent(int size)
    {
        Message message;
        if (!IsReused(size))
        {
            message = new Message { Data = GC.AllocateUninitializedArray<byte>(size) };
        }
        else
        {
            int index = ClassOf(size);
            if (!_free[index].TryPop(out message!))
            {
                message = new Message { Data = GC.AllocateUninitializedArray<byte>(1 << (index + SmallestBits)) };
            }
        }

        message.References = 1;
        message.TimeToLive = -1;
        Count++;
        Bytes += message.Cost;
        return message;
    }

    /// <summary>Gives a message that is being put together more room.</summary>
    public void Grow(Message message, int size)
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(size);
        message.Data.CopyTo(larger.AsSpan());
        Bytes += larger.Length - message.Data.Length;
        message.Data = larger;
    }

    /// <summary>Takes a reference away; the last one frees the message.</summary>
    public void Release(Message message)
    {
        if (--message.References > 0)
        {
            return;
        }

        Count--;
        Bytes -= message.Cost;
        int length = message.Data.Length;
        if (!IsReused(length) || !BitOperations.IsPow2(length))
        {
            return;
        }

        int index = ClassOf(length);
        if ((long)_free[index].Count * length < KeptBytesPerClass)
        {
            _free[index].Push(message);
        }
    }

    private static int ClassOf(int size) => Math.Max(0, BitOperations.Log2((uint)Math.Max(size - 1, 1)) + 1 - SmallestBits);
}
