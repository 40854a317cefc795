using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed class SipKeyTests
{
    [Fact]
    public void Hash_depends_on_every_bit_of_key_and_message()
    {
        SipKey key = new(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908);
        HashSet<ulong> seen = [key.Hash(0, 0, 0), key.Hash(0)];
        for (int bit = 0; bit < 64; bit++)
        {
            ulong one = 1UL << bit;
            ulong[] hashes =
            [
                key.Hash(one, 0, 0), key.Hash(0, one, 0), key.Hash(0, 0, one), key.Hash(one),
                new SipKey(key.K0 ^ one, key.K1).Hash(0, 0, 0), new SipKey(key.K0, key.K1 ^ one).Hash(0, 0, 0),
            ];
            Assert.All(hashes, hash => Assert.True(seen.Add(hash)));
        }
    }

    [Fact]
    public void Keys_are_different_every_time() => Assert.NotEqual(SipKey.Create(), SipKey.Create());
}
