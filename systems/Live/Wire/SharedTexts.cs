using System.Numerics;
using System.Runtime.InteropServices;

namespace Millrace.Live.Wire;

/// <summary>
/// Where the literals of one frame stand in its buffer, so that the same one is written once. A few are looked through one after another; more get a table by hash, which is
/// kept from frame to frame. Looking takes a bounded number of steps whatever the texts are: one that is not found so is written again, which costs bytes and nothing else.
/// </summary>
internal sealed class SharedTexts
{
    /// <summary>The shortest literal that gets a number.</summary>
    public const int Shortest = 3;

    private const int Few = 8;
    private const int MostSteps = 8;
    private const int LargestKept = 4096;

    private Place[] _places = new Place[Few];
    private int[]? _table;
    private int _count;
    private bool _hashed;

    /// <summary>Begins a new frame.</summary>
    public void Clear()
    {
        if (_hashed)
        {
            if (_table!.Length > LargestKept)
            {
                _table = null;
                _places = new Place[Few];
            }
            else
            {
                Array.Clear(_table);
            }
        }

        _hashed = false;
        _count = 0;
    }

    /// <summary>
    /// The number of the earlier literal with the same bytes as the one at <paramref name="start"/>, which is then forgotten; -1 where there is none, and then it has the next number.
    /// </summary>
    public int FindOrAdd(byte[] buffer, int start, int length)
    {
        ReadOnlySpan<byte> text = buffer.AsSpan(start, length);
        if (_count >= Few)
        {
            return FindOrAddHashed(buffer, text, start);
        }

        for (int i = 0; i < _count; i++)
        {
            if (_places[i].Length == length && buffer.AsSpan(_places[i].Start, length).SequenceEqual(text))
            {
                return i;
            }
        }

        _places[_count++] = new Place(start, length);
        return -1;
    }

    private int FindOrAddHashed(byte[] buffer, ReadOnlySpan<byte> text, int start)
    {
        if (_table is null || _count * 2 >= _table.Length)
        {
            _table = new int[(int)BitOperations.RoundUpToPowerOf2((uint)_count * 4)];
            _hashed = false;
        }

        if (!_hashed)
        {
            EnterAll(buffer);
            _hashed = true;
        }

        int[] table = _table!;
        uint mask = (uint)table.Length - 1;
        uint slot = Hash(text) & mask;
        for (int step = 0; step < MostSteps; step++, slot = (slot + 1) & mask)
        {
            int entry = table[slot] - 1;
            if (entry < 0)
            {
                table[slot] = _count + 1;
                break;
            }

            if (_places[entry].Length == text.Length && buffer.AsSpan(_places[entry].Start, text.Length).SequenceEqual(text))
            {
                return entry;
            }
        }

        if (_count == _places.Length)
        {
            Array.Resize(ref _places, _places.Length * 2);
        }

        _places[_count++] = new Place(start, text.Length);
        return -1;
    }

    private void EnterAll(byte[] buffer)
    {
        for (int i = 0; i < _count; i++)
        {
            Enter(Hash(buffer.AsSpan(_places[i].Start, _places[i].Length)), i);
        }
    }

    private void Enter(uint hash, int index)
    {
        uint mask = (uint)_table!.Length - 1;
        uint slot = hash & mask;
        for (int step = 0; step < MostSteps; step++, slot = (slot + 1) & mask)
        {
            if (_table[slot] == 0)
            {
                _table[slot] = index + 1;
                return;
            }
        }
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(text);
        foreach (ulong word in words)
        {
            hash = (BitOperations.RotateLeft(hash, 23) ^ word) * 0x9E3779B97F4A7C15;
        }

        foreach (byte last in text[(words.Length * 8)..])
        {
            hash = (BitOperations.RotateLeft(hash, 9) ^ last) * 0x9E3779B97F4A7C15;
        }

        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9;
        return (uint)(hash >> 32);
    }

    private readonly record struct Place(int Start, int Length);
}
