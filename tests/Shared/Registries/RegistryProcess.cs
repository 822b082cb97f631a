using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Panel.Tests.Shared.Registries;

/// <summary>Debian's docker-registry on a free port of this machine.</summary>
public sealed class RegistryProcess : IAsyncDisposable
{
    /// <summary>Who may, where it asks for a password.</summary>
    public const string UserName = "ada";

    /// <summary>The password.</summary>
    public const string Password = "correct horse";

    // bcrypt of the password, as htpasswd -B writes it.
    private const string PasswordHash = "$2b$05$BJ4P00k/SFCiItujVgrkXeTIICtleGILu5bZ0YK68C4rMStCL.xP2";

    private static readonly string[] Places = [Path.Combine(Repository.Root, "artifacts/clients/docker-registry"), "/usr/bin/docker-registry"];

    private readonly string _folder = Directory.CreateTempSubdirectory("panel-registry-").FullName;
    private readonly Process _process;

    private RegistryProcess(string program, int port, bool withPassword, TestCertificate? certificate)
    {
        Address = $"127.0.0.1:{port}";
        File.WriteAllText(_folder + "/htpasswd", $"{UserName}:{PasswordHash}\n");
        File.WriteAllText(_folder + "/config.yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{_folder}}/data" } }
            http: { addr: "{{Address}}"{{(certificate is null ? "" : $", tls: {{ certificate: \"{certificate.Path}\", key: \"{certificate.KeyPath}\" }}")}} }
            {{(withPassword ? $"auth: {{ htpasswd: {{ realm: test, path: \"{_folder}/htpasswd\" }} }}" : "")}}
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["serve", _folder + "/config.yml"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Its program; null where test.sh has not fetched it.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Digests of the content that it has, in order.</summary>
    public IReadOnlyList<string> Blobs() =>
        [.. Directory.EnumerateFiles(_folder + "/data/docker/registry/v2/blobs", "data", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal)];

    /// <summary>Starts one and waits until it answers; with TLS where there is a certificate.</summary>
    public static async Task<RegistryProcess> StartAsync(bool withPassword = false, TestCertificate? certificate = null, CancellationToken cancellationToken = default)
    {
        var registry = new RegistryProcess(Program ?? throw new FileNotFoundException("./test.sh fetches Debian's docker-registry."), FreePort(), withPassword, certificate);
        using var handler = new HttpClientHandler();
        // Only asked whether it is there; who trusts it is for the tests to say.
        if (certificate is not null) handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
        using var http = new HttpClient(handler);
        await Poll.UntilAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"{(certificate is null ? "http" : "https")}://{registry.Address}/v2/"), cancellationToken);
                return answer.StatusCode == (withPassword ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                return false;
            }
        }, "the registry answers", cancellationToken: cancellationToken);
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
