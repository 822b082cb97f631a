namespace Panel.Engine.Contract.Tests;

public sealed class ImagePlatformTests
{
    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v7", 0)]
    [InlineData("linux/arm", "linux/arm/v7", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v7", 2)]
    [InlineData("linux/arm/v5", "linux/arm/v7", 3)]
    [InlineData("linux/arm/v8", "linux/arm/v7", null)]
    [InlineData("linux/arm/v7", "linux/arm/v6", null)]
    [InlineData("linux/arm", "linux/arm/v6", null)]
    [InlineData("linux/arm/v7", "linux/arm", 1)]
    [InlineData("linux/arm/v6", "linux/arm", 2)]
    [InlineData("linux/arm/v8", "linux/arm", 1008)]
    [InlineData("linux/amd64/v1", "linux/amd64", 0)]
    [InlineData("linux/amd64/v2", "linux/amd64", 1002)]
    [InlineData("linux/amd64", "linux/amd64/v3", 3)]
    [InlineData("linux/arm64/v8", "linux/arm64", 0)]
    [InlineData("linux/mips/softfloat", "linux/mips", int.MaxValue)]
    [InlineData("linux/mips/softfloat", "linux/mips/hardfloat", null)]
    [InlineData("linux/mips/softfloat", "linux/mips/softfloat", 0)]
    [InlineData("linux/arm/v99999999999", "linux/arm/v7", null)]
    [InlineData("linux/arm/v7", "linux/arm64", null)]
    [InlineData("windows/amd64", "linux/amd64", null)]
    public void AnImage_FitsWhatRunsItsVariantOrAHigherOne_AndTheNearestIsTaken(string image, string wanted, int? distance)
    {
        var (here, asked) = (ImagePlatform.Parse(image), ImagePlatform.Parse(wanted));
        Assert.Equal(distance, here.Fits(asked) ? here.DistanceTo(asked) : null);
    }
}
