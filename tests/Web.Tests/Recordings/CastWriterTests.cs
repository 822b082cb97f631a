using System.Text;
using System.Text.Json;
using Panel.Web.Features.Recordings;

namespace Panel.Web.Tests.Recordings;

public sealed class CastWriterTests
{
    private readonly MemoryStream _file = new();

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    private List<JsonElement> Lines => [.. Encoding.UTF8.GetString(_file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public async Task Recording_IsAnAsciicastOfVersionTwo()
    {
        var writer = new CastWriter(_file, 1 << 20, TimeProvider.System);
        await writer.BeginAsync(100, 30, "sh in web", Token);
        Assert.True(await writer.OutputAsync("\e[1mhello\e[0m\r\n"u8.ToArray(), Token));
        Assert.True(await writer.ResizeAsync(80, 24, Token));
        await writer.EndAsync("The shell ended.", Token);

        var lines = Lines;
        Assert.Equal((2, 100, 30, "sh in web"), (lines[0].GetProperty("version").GetInt32(), lines[0].GetProperty("width").GetInt32(), lines[0].GetProperty("height").GetInt32(), lines[0].GetProperty("title").GetString()));
        Assert.Equal(["o \e[1mhello\e[0m\r\n", "r 80x24", "m The shell ended."], lines.Skip(1).Select(line => $"{line[1].GetString()} {line[2].GetString()}"));
        Assert.True(lines[1][0].GetDouble() <= lines[2][0].GetDouble());
        Assert.Equal(_file.Length, writer.Length);
    }

    [Fact]
    public async Task Output_CutInsideALetter_IsWrittenOnceItIsWhole()
    {
        var writer = new CastWriter(_file, 1 << 20, TimeProvider.System);
        await writer.BeginAsync(80, 24, "", Token);
        var text = Encoding.UTF8.GetBytes("grün €");
        foreach (var piece in text) await writer.OutputAsync(new[] { piece }, Token);
        await writer.OutputAsync(new byte[] { 0xFF, (byte)'!' }, Token);

        Assert.Equal("grün €\uFFFD!", string.Concat(Lines.Skip(1).Select(line => line[2].GetString())));
    }

    [Fact]
    public async Task Output_BeyondItsBound_IsRefusedAndTheEndStillFits()
    {
        const int Most = 8192;
        var writer = new CastWriter(_file, Most, TimeProvider.System);
        await writer.BeginAsync(80, 24, "", Token);
        var written = 0;
        while (await writer.OutputAsync(new byte[100], Token)) written++;

        await writer.EndAsync(new string('x', 500), Token);

        Assert.InRange(written, 5, 80);
        Assert.True(_file.Length <= Most);
        Assert.Equal("m", Lines[^1][1].GetString());
        Assert.Equal(written + 2, Lines.Count);
    }
}
