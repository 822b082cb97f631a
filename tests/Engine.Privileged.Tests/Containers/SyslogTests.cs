using System.Net;
using System.Net.Sockets;
using System.Text;
using Panel.Engine.Contract;
using Panel.Engine.Privileged.Tests.Security;

namespace Panel.Engine.Privileged.Tests.Containers;

/// <summary>The log driver syslog against sockets of the test.</summary>
public sealed class SyslogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_ToADatagramSocket_HasPriorityTagAndLine()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var path = harness.Options.RunRoot + "/log";
        using var server = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        var id = await harness.RunAsync("echo out; sleep 0.2; echo err >&2", With(("syslog-address", "unixgram://" + path), ("syslog-facility", "local0"), ("tag", "{{.Name}}/{{ .ID }}")));
        var name = (await harness.Containers.InspectAsync(id, Token)).Summary.Name;
        Assert.Matches($@"^<134>\w{{3}} [ \d]\d \d\d:\d\d:\d\d {name}/{id[..12]}\[\d+\]: out$", await ReceiveAsync(server));
        Assert.Matches($@"^<131>.* {name}/{id[..12]}\[\d+\]: err$", await ReceiveAsync(server));
        Assert.Equal("out\nerr", await harness.LogAsync(id, Token));
    }

    [Fact]
    public async Task Log_OverUdp_IsOfTheFormatThatWasAskedFor()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var id = await harness.RunAsync("echo line", With(("syslog-address", $"udp://{server.LocalEndPoint}"), ("syslog-format", "rfc5424micro")));
        Assert.Matches($@"^<30>1 \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{6}}Z {Environment.MachineName} {id[..12]} \d+ {id[..12]} - line$", await ReceiveAsync(server));
    }

    [Fact]
    public async Task Log_WhileServerAndEngineComeAndGo_ArrivesOnceAndInOrder()
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var path = harness.Options.RunRoot + "/stream";
        // Nobody listens yet.
        var id = await harness.RunAsync("for i in 1 2 3; do echo line $i; done; until test -e /tmp/go; do sleep 0.05; done; echo line 4", With(("syslog-address", "unix://" + path)));
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen();
        List<string> lines = [];
        using (var first = await server.AcceptAsync(Token)) await ReadLinesAsync(first, lines, 3);
        await harness.RestartAsync(Token);
        await harness.ExecAsync(id, "touch /tmp/go");
        using var second = await server.AcceptAsync(Token);
        await ReadLinesAsync(second, lines, 4);
        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], lines.Select(line => line[(line.IndexOf("]: ", StringComparison.Ordinal) + 3)..]));
    }

    [Theory]
    [InlineData("syslog-address", "http://x", "syslog address 'http://x'")]
    [InlineData("syslog-address", "tcp+tls://x:6514", "TLS is not served")]
    [InlineData("syslog-facility", "local9", "syslog facility 'local9'")]
    [InlineData("syslog-format", "json", "syslog format 'json'")]
    [InlineData("tag", "{{.Colour}}", "names {{.Colour}}")]
    [InlineData("syslog-tls-key", "/k", "unknown log opt 'syslog-tls-key'")]
    public async Task Create_WithAWrongOption_IsRefused(string option, string value, string said)
    {
        await using var harness = await EngineHarness.StartAsync(Token);
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => harness.RunAsync("true", With((option, value))));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    private static Func<ContainerSpec, ContainerSpec> With(params (string Key, string Value)[] options) => spec => spec with
    {
        LogDriver = LogDrivers.Syslog,
        LogOptions = options.ToDictionary(option => option.Key, option => option.Value),
    };

    private static async Task<string> ReceiveAsync(Socket server)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await server.ReceiveAsync(buffer, Token));
    }

    private static async Task ReadLinesAsync(Socket connection, List<string> lines, int until)
    {
        var reader = new StreamReader(new NetworkStream(connection));
        while (lines.Count < until) lines.Add(await reader.ReadLineAsync(Token) ?? throw new InvalidOperationException("The connection ended."));
    }
}
