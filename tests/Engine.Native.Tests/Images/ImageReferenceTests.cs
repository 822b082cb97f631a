using Panel.Engine.Contract;
using Panel.Engine.Native.Images;
using Panel.Engine.Registry;

namespace Panel.Engine.Native.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("team/app", "docker.io/team/app:latest", "team/app:latest")]
    [InlineData("localhost/app", "localhost/app:latest", "localhost/app:latest")]
    [InlineData("localhost:5000/app", "localhost:5000/app:latest", "localhost:5000/app:latest")]
    [InlineData("example.org:443/a/b__c/d-e.f:V1_x", "example.org:443/a/b__c/d-e.f:V1_x", "example.org:443/a/b__c/d-e.f:V1_x")]
    [InlineData("Registry/app", "Registry/app:latest", "Registry/app:latest")]
    [InlineData("busybox@" + Digest, "docker.io/library/busybox@" + Digest, "busybox@" + Digest)]
    [InlineData("busybox:1@" + Digest, "docker.io/library/busybox:1@" + Digest, "busybox:1@" + Digest)]
    [InlineData("[::1]:5000/app", "[::1]:5000/app:latest", "[::1]:5000/app:latest")]
    public void Parse_Valid_NormalisesAsDocker(string text, string canonical, string familiar)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal(canonical, reference.Canonical);
        Assert.Equal(familiar, reference.Familiar);
        Assert.Equal(canonical, ImageReference.Parse(reference.Familiar).Canonical);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" busybox", "write 'busybox'")]
    [InlineData("BusyBox", "write 'busybox'")]
    [InlineData("busybox:", "tag must be")]
    [InlineData("busybox:-x", "tag must be")]
    [InlineData("busybox@sha256:12", "digest must be")]
    [InlineData("https://example.org/app", "scheme")]
    [InlineData("a//b", "each part")]
    [InlineData("-a", "each part")]
    [InlineData("../etc/passwd", "registry")]
    [InlineData("a..b", "each part")]
    [InlineData("a\nb", "each part")]
    [InlineData("$(touch x)", "each part")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "image id")]
    [InlineData("exa_mple.org/app", "registry")]
    [InlineData("localhost:99999/app", "'localhost:99999' is not a registry")]
    [InlineData("[:::]/app", "'[:::]' is not a registry")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345.org/app", "is not a registry")]
    public void Parse_Invalid_SaysWhatWouldBeRight(string text, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidInputException>(() => ImageReference.Parse(text)).Message);

    [Fact]
    public void Parse_RandomText_ThrowsDomainErrorsOnly()
    {
        var random = new Random(1);
        const string letters = "aB0._-/:@[]\0é ";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => letters[random.Next(letters.Length)])]);
            if (ImageReference.TryParse(text, out var reference)) Assert.Equal(reference, ImageReference.Parse(reference!.Canonical));
        }
    }
}
