using System.Text;
using Millrace.Tracker.Host.Admission;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class PasskeysTests
{
    [Fact]
    public void Listed_keys_are_known_and_others_are_not()
    {
        ListReading<Passkeys> reading = Passkeys.Read(new MemoryStream(Encoding.UTF8.GetBytes("first-key # of Ann\nSecond_Key\nshort\nwith blank\n" + new string('x', 65))));

        Assert.Equal(2, reading.Count);
        Assert.True(reading.Content.Contains("first-key"u8));
        Assert.True(reading.Content.Contains("Second_Key"u8));
        Assert.False(reading.Content.Contains("second_key"u8));
        Assert.False(reading.Content.Contains("first-ke"u8));
        Assert.False(reading.Content.Contains(""u8));
    }

    [Fact]
    public void A_broken_line_is_named_but_not_shown_because_it_may_be_nearly_a_key()
    {
        ListReading<Passkeys> reading = Passkeys.Read(new MemoryStream(Encoding.UTF8.GetBytes("my secret key")));

        Assert.Equal(["1: '…' is no passkey: write 8 to 64 of the characters A-Z a-z 0-9 _ and -."], reading.Problems);
    }

    [Theory]
    [InlineData("/key12345/announce", "key12345")]
    [InlineData("/tracker/key12345/announce", "key12345")]
    [InlineData("/announce?passkey=key12345", "key12345")]
    [InlineData("/announce?a=b&passkey=key12345&c=d", "key12345")]
    [InlineData("/other12/announce?passkey=key12345", "key12345")]
    [InlineData("?passkey=key12345", "key12345")]
    [InlineData("key12345/announce", "key12345")]
    [InlineData("/announce", "")]
    [InlineData("/key12345", "")]
    [InlineData("//announce", "")]
    [InlineData("/announce?notpasskey=key12345", "")]
    [InlineData("/announce?passkey=", "")]
    [InlineData("", "")]
    public void The_key_stands_in_the_url(string url, string key) => Assert.Equal(key, Encoding.UTF8.GetString(PasskeyUrl.Find(Encoding.UTF8.GetBytes(url))));
}
