using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Fixtures;

/// <summary>Debian's docker-registry on a free port of this machine.</summary>
public sealed class Registry : IAsyncDisposable
{
    public const string UserName = "ada";
    public const string Password = "correct horse";

    // bcrypt of the password, as htpasswd -B writes it.
    private const string PasswordHash = "$2b$05$BJ4P00k/SFCiItujVgrkXeTIICtleGILu5bZ0YK68C4rMStCL.xP2";

    private readonly string _folder = Directory.CreateTempSubdirectory("panel-registry-").FullName;
    private readonly Process _process;

    private Registry(string program, int port, bool withPassword)
    {
        Address = $"127.0.0.1:{port}";
        File.WriteAllText(_folder + "/htpasswd", $"{UserName}:{PasswordHash}\n");
        File.WriteAllText(_folder + "/config.yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{_folder}}/data" } }
            http: { addr: "{{Address}}" }
            {{(withPassword ? $"auth: {{ htpasswd: {{ realm: test, path: \"{_folder}/htpasswd\" }} }}" : "")}}
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["serve", _folder + "/config.yml"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public static async Task<Registry> StartAsync(bool withPassword = false)
    {
        var program = Path.Combine(Repository.Root, "artifacts/clients/docker-registry");
        if (!File.Exists(program)) program = "/usr/bin/docker-registry";
        Assert.SkipUnless(File.Exists(program), "./test.sh fetches Debian's docker-registry.");
        var registry = new Registry(program, FreePort(), withPassword);
        using var http = new HttpClient();
        await Poll.UntilAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{registry.Address}/v2/"), TestContext.Current.CancellationToken);
                return answer.StatusCode == (withPassword ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                return false;
            }
        }, "the registry answers", cancellationToken: TestContext.Current.CancellationToken);
        return registry;
    }

    /// <summary>Ends it; once more does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_folder)) return;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
