using Panel.Engine.Contract;
using Panel.Engine.Native.Specs;

namespace Panel.Engine.Native.Tests.Containers;

public sealed class ForeignImagesTests : IDisposable
{
    private static readonly ImagePlatform s_amd64 = new("linux", "amd64"), s_arm64 = new("linux", "arm64");
    private readonly TemporaryDirectory _formats = new();

    public void Dispose() => _formats.Dispose();

    [Fact]
    public void Image_ForAnotherProcessor_IsWarnedOfUntilTheHostEmulatesIt()
    {
        var warning = Assert.Single(ForeignImages.Warnings(s_arm64, s_amd64, _formats.Path));
        Assert.Equal("The image is for linux/arm64 and this machine is linux/amd64; set up binfmt_misc for arm64 (Debian's package qemu-user-static does), or use an image for linux/amd64.", warning);
        File.WriteAllText(_formats.At("qemu-aarch64"), "disabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\n");
        Assert.Single(ForeignImages.Warnings(s_arm64, s_amd64, _formats.Path));
        File.WriteAllText(_formats.At("qemu-aarch64"), "enabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\n");
        Assert.Empty(ForeignImages.Warnings(s_arm64, s_amd64, _formats.Path));
    }

    [Theory]
    [InlineData("amd64", "amd64")]
    [InlineData("amd64", "386")]
    [InlineData("arm64", "arm")]
    [InlineData("amd64", "")]
    public void Image_ThatTheKernelRunsItself_IsNotWarnedOf(string host, string image) =>
        Assert.Empty(ForeignImages.Warnings(new("linux", image), new("linux", host), _formats.Path));

    [Fact]
    public void Program_ThatTheKernelDoesNotKnow_IsToldWithWhatWouldBeRight()
    {
        Assert.Equal("the file is neither a program for linux/amd64 nor a script that begins with #!", ForeignImages.Explain(s_amd64, s_amd64));
        Assert.StartsWith("its image is for linux/arm/v7 and this machine is linux/amd64; set up binfmt_misc for arm ", ForeignImages.Explain(new("linux", "arm", "v7"), s_amd64), StringComparison.Ordinal);
    }
}
