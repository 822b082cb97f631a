using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Panel.Tests.Shared;

namespace Panel.Benchmarks;

/// <summary>How much anonymous callers can cost signed-in people, and whether response times reveal which names exist.</summary>
internal static partial class SignInBenchmark
{
    private const int Strangers = 40;
    private const int Pings = 200;
    private const int Answers = 60;
    private const int TriesToLock = 6;
    private static readonly Dictionary<string, string> Administrator = new() { ["Panel__Admin__UserName"] = "ada", ["Panel__Admin__Password"] = "correct horse battery" };

    private static int _addresses;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var panel = await PanelProcess.StartAsync(Administrator, cancellationToken);
        using var api = Api(panel.Roots.Paths.RunRoot + "/docker.sock");
        var quiet = await PingAsync(api, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (served, refused) = (0, 0);
        var strangers = Enumerable.Range(0, Strangers).Select(i => GuessAsync(i)).ToList();
        while (Volatile.Read(ref served) == 0) await Task.Delay(10, cancellationToken);
        var busy = await PingAsync(api, cancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(strangers);
        var pings = new Table("GET /_ping", "median", "p95");
        pings.Add("alone", quiet.Median, quiet.Percentile95);
        pings.Add($"beside {Strangers} sign-ins at once", busy.Median, busy.Percentile95);
        pings.Print($"Sign-ins of strangers ({served} looked at and {refused} refused meanwhile)");
        await NamesAsync(panel.Address, cancellationToken);

        async Task GuessAsync(int stranger)
        {
            using var client = Browser(panel.Address);
            var form = await FormAsync(client, cancellationToken);
            for (var attempt = 0; !stop.IsCancellationRequested; attempt++)
            {
                using var answer = await SubmitAsync(client, form, $"stranger-{stranger}-{attempt}", CancellationToken.None);
                Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref served : ref refused);
            }
        }
    }

    // In turns, so that what the machine does beside counts for each alike.
    private static async Task NamesAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = Browser(address);
        var form = await FormAsync(client, cancellationToken);
        var (known, unknown) = (new Samples(), new Samples());
        for (var i = 0; i < Answers; i++)
        {
            known.Add(await TimeAsync(client, form, "ada", cancellationToken));
            unknown.Add(await TimeAsync(client, form, "nobody", cancellationToken));
        }

        using var one = new HttpClient { BaseAddress = address };
        form = await FormAsync(one, cancellationToken);
        foreach (var name in (string[])["ada", "nobody"])
        {
            for (var i = 0; i < TriesToLock; i++) await TimeAsync(one, form, name, cancellationToken);
        }

        var (lockedKnown, lockedUnknown) = (new Samples(), new Samples());
        for (var i = 0; i < Answers; i++)
        {
            lockedKnown.Add(await TimeAsync(one, form, "ada", cancellationToken));
            lockedUnknown.Add(await TimeAsync(one, form, "nobody", cancellationToken));
        }

        var table = new Table("wrong password for", "median", "p95");
        table.Add("a name that exists", known.Median, known.Percentile95);
        table.Add("one that does not", unknown.Median, unknown.Percentile95);
        table.Add("one that exists, address locked out", lockedKnown.Median, lockedKnown.Percentile95);
        table.Add("one that does not, address locked out", lockedUnknown.Median, lockedUnknown.Percentile95);
        table.Print($"Time of a refusal, n = {Answers}");
    }

    // Each request comes from an address of its own, so that none is locked out.
    private static HttpClient Browser(Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, token) =>
            {
                var number = Interlocked.Increment(ref _addresses);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(new IPAddress([127, (byte)(1 + (number / 62_500)), (byte)(number / 250 % 250), (byte)(1 + (number % 250))]).MapToIPv6(), 0));
                await socket.ConnectAsync(IPAddress.Loopback.MapToIPv6(), context.DnsEndPoint.Port, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = address };
        client.DefaultRequestHeaders.ConnectionClose = true;
        return client;
    }

    private static async Task<TimeSpan> TimeAsync(HttpClient client, Dictionary<string, string> form, string name, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        using var answer = await SubmitAsync(client, form, name, cancellationToken);
        return Stopwatch.GetElapsedTime(begin);
    }

    private static async Task<Samples> PingAsync(HttpClient api, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        for (var i = 0; i < Pings; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await api.GetStringAsync(new Uri("http://docker/_ping"), cancellationToken);
            samples.Add(Stopwatch.GetElapsedTime(begin));
        }

        return samples;
    }

    private static HttpClient Api(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<Dictionary<string, string>> FormAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetStringAsync(new Uri("/signin", UriKind.Relative), cancellationToken);
        return Hidden().Matches(page).ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, Dictionary<string, string> form, string name, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(form) { ["_handler"] = "signin", ["Form.UserName"] = name, ["Form.Password"] = "a wrong password" });
        return await client.PostAsync(new Uri("/signin", UriKind.Relative), content, cancellationToken);
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"\s*/?>""")]
    private static partial Regex Hidden();
}
