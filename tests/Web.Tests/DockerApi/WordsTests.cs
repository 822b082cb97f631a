using Panel.Web.DockerApi.Containers;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Routing;

namespace Panel.Web.Tests.DockerApi;

/// <summary>Times, lengths and versions in Docker's forms.</summary>
public sealed class WordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.4, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(59, "59 seconds")]
    [InlineData(61, "About a minute")]
    [InlineData(3540, "59 minutes")]
    [InlineData(3700, "About an hour")]
    [InlineData(7200, "2 hours")]
    [InlineData(86400 * 3, "3 days")]
    [InlineData(86400 * 15, "2 weeks")]
    [InlineData(86400 * 70, "2 months")]
    [InlineData(86400 * 800, "2 years")]
    public void Duration_IsWordedAsByDocker(double seconds, string words) => Assert.Equal(words, StatusText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("1764000000", 1_764_000_000_000_000_000)]
    [InlineData("1764000000.5", 1_764_000_000_500_000_000)]
    [InlineData("2026-11-24T11:59:59Z", 1_795_521_599_000_000_000)]
    [InlineData("1h30m", 1_795_516_200_000_000_000)]
    [InlineData("0s", 1_795_521_600_000_000_000)]
    [InlineData("0", 0)]
    public void Time_InEachForm_IsRead(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoTime.Parse("since", text, Now));

    [Theory]
    [InlineData("soon")]
    [InlineData("5")]
    [InlineData("1h-5m")]
    [InlineData("999999999999h")]
    public void Duration_ThatIsNone_IsNotRead(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("/v1.41/containers/json", "1.41", "/containers/json")]
    [InlineData("/containers/json", "1.51", "/containers/json")]
    [InlineData("/version", "1.51", "/version")]
    [InlineData("/volumes/v1.2", "1.51", "/volumes/v1.2")]
    public void Version_InThePath_IsTakenOff(string path, string version, string rest)
    {
        var (found, left) = ApiVersion.Split(path);
        Assert.Equal((version, rest), (found.ToString(), left));
    }

    [Fact]
    public void Time_OfNothing_IsGosZero() => Assert.Equal("0001-01-01T00:00:00Z", GoTime.Text(null));
}
