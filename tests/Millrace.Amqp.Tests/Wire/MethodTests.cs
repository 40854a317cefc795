using Millrace.Amqp.Wire;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Wire;

public sealed class MethodTests
{
    [Fact]
    public void Every_method_is_read_as_it_was_written()
    {
        foreach ((string name, byte[] bytes, Func<byte[], byte[]?> readAndWrite) in MethodSamples.All())
        {
            Assert.Equal(FrameStatus.Complete, FrameReader.Read(bytes, 0, out Frame frame));
            Assert.Equal(FrameKind.Method, frame.Kind);
            Assert.Equal(3, frame.Channel);
            Assert.True(bytes.AsSpan().SequenceEqual(readAndWrite(frame.Payload.ToArray())), name);
        }
    }

    [Fact]
    public void No_method_is_read_from_a_part_of_it()
    {
        foreach ((string name, byte[] bytes, Func<byte[], byte[]?> readAndWrite) in MethodSamples.All())
        {
            FrameReader.Read(bytes, 0, out Frame frame);
            byte[] payload = frame.Payload.ToArray();
            foreach (byte[] part in Garbage.Truncations(payload).Where(part => part.Length >= 4))
            {
                Assert.True(readAndWrite(part) is null, $"{name} was read from {part.Length} of {payload.Length} bytes");
            }
        }
    }

    [Fact]
    public void Mutated_methods_are_read_or_refused_and_never_throw()
    {
        foreach ((string name, byte[] bytes, Func<byte[], byte[]?> readAndWrite) in MethodSamples.All())
        {
            FrameReader.Read(bytes, 0, out Frame frame);
            byte[] payload = frame.Payload.ToArray();
            foreach (byte[] wrong in Garbage.Mutations(payload, seed: 11, count: 300))
            {
                if (wrong.Length < 4)
                {
                    continue;
                }

                payload.AsSpan(0, 4).CopyTo(wrong); // the method itself stays
                _ = readAndWrite(wrong);
            }

            Assert.NotNull(name);
        }
    }

    [Fact]
    public void Every_method_has_a_name_that_no_other_has()
    {
        uint[] methods = [.. typeof(AmqpMethod).GetFields().Select(field => (uint)field.GetRawConstantValue()!)];
        Assert.Equal(methods.Length, methods.Select(AmqpMethod.NameOf).Distinct().Count());
        Assert.All(methods, method => Assert.NotNull(AmqpMethod.NameOf(method)));
        Assert.Null(AmqpMethod.NameOf(99 << 16));
    }
}
