using System.Diagnostics;
using System.Formats.Tar;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Panel.Tests.Shared;
using Panel.Tests.Shared.Registries;

namespace Panel.Benchmarks;

/// <summary>
/// <c>docker pull</c> of an image of five layers and 200 MB from Debian's docker-registry on loopback, and <c>docker load</c> of the same: the panel,
/// beside a Docker Engine and podman where they are there, each with data of its own and taken away again.
/// </summary>
internal static class ImageBenchmark
{
    private const int Count = 3;
    private const int LayerCount = 5;
    private const int FileBytes = 256 * 1024;
    private const int FilesOfLayer = 160; // 40 MiB

    private static string Clients => Path.Combine(Repository.Root, "artifacts", "clients");

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("imb").FullName;
        var table = new Table("engine", "pull", "peak memory", "load", "peak memory", "at rest before");
        try
        {
            var archive = $"{folder}/image.tar";
            await WriteArchiveAsync(archive);
            var (registry, address) = await StartRegistryAsync(folder, cancellationToken);
            using (registry)
            {
                var name = $"{address}/bench:1";
                await Command.OutputAsync("skopeo", ["--insecure-policy", "copy", "-q", "--dest-tls-verify=false", $"docker-archive:{archive}", $"docker://{name}"], cancellationToken);
                await PanelAsync(table, archive, name, cancellationToken);
                foreach (var programs in (string[])[$"{Clients}/26", Clients]) await DockerAsync(table, archive, name, $"{folder}/{Path.GetFileName(programs)}", programs, cancellationToken);
                await PodmanAsync(table, archive, name, folder, cancellationToken);
                await StopAsync(registry);
            }

            table.Print($"An image of {LayerCount} layers with {LayerCount * FilesOfLayer * (FileBytes >> 10) >> 10} MiB of files, half of them random: median of {Count}, peak of all");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PanelAsync(Table table, string archive, string name, CancellationToken cancellationToken)
    {
        await using var panel = await PanelProcess.StartAsync(cancellationToken: cancellationToken);
        await MeasureAsync(table, "panel", [$"{Clients}/docker", "--host", $"unix://{panel.Roots.Paths.RunRoot}/docker.sock"], () => [panel.Id], archive, name, cancellationToken);
    }

    private static async Task DockerAsync(Table table, string archive, string name, string folder, string programs, CancellationToken cancellationToken)
    {
        if (!File.Exists($"{programs}/dockerd"))
        {
            Console.WriteLine("\nNo Docker Engine to compare with: ./test.sh fetches Debian's.");
            return;
        }

        const string script = """PATH="$0:$1:$PATH" exec dockerd --iptables=false --bridge none --data-root "$2/data" --exec-root "$2/exec" --pidfile "$2/pid" --host "unix://$2/docker.sock" >"$2/log" 2>&1""";
        Directory.CreateDirectory(folder);
        using var daemon = Process.Start(new ProcessStartInfo("bash", ["-c", script, programs, Clients, folder])) ?? throw new InvalidOperationException("dockerd did not start.");
        try
        {
            string[] docker = [$"{Clients}/docker", "--host", $"unix://{folder}/docker.sock"];
            await Poll.UntilAsync(async () => (await RunAsync([.. docker, "info"], cancellationToken)).Code == 0, $"Docker Engine answers: {folder}/log", TimeSpan.FromSeconds(60), cancellationToken);
            var version = (await RunAsync([.. docker, "version", "--format", "{{.Server.Version}}"], cancellationToken)).Output.Trim();
            await MeasureAsync(table, $"Docker {version}", docker, () => [daemon.Id], archive, name, cancellationToken);
        }
        finally
        {
            await StopAsync(daemon);
            foreach (var mount in MountTable.Read().Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal)).Reverse()) await Command.TryAsync("umount", ["--lazy", mount], CancellationToken.None);
        }
    }

    private static async Task PodmanAsync(Table table, string archive, string name, string folder, CancellationToken cancellationToken)
    {
        if ((await Command.TryAsync("bash", ["-c", "command -v podman"], cancellationToken)).Code != 0)
        {
            Console.WriteLine("\nNo podman to compare with: apt-get install --no-install-recommends podman.");
            return;
        }

        string[] podman = ["podman", "--root", $"{folder}/podman", "--runroot", $"{folder}/podman-run", "--storage-driver", "overlay"];
        var version = (await RunAsync([.. podman, "--version"], cancellationToken)).Output.Trim();
        // Its work is done by the command itself.
        await MeasureAsync(table, version, podman, null, archive, name, cancellationToken);
        await RunAsync([.. podman, "system", "reset", "--force"], cancellationToken);
    }

    /// <summary>Pulls and loads; the memory is that of the daemons, or of the commands where there is none.</summary>
    private static async Task MeasureAsync(Table table, string engine, string[] client, Func<int[]>? daemons, string archive, string name, CancellationToken cancellationToken)
    {
        Samples pulls = new(), loads = new();
        long pullPeak = 0, loadPeak = 0;
        if (daemons is not null) await Task.Delay(MemoryBenchmark.Settle, cancellationToken);
        var rest = daemons?.Invoke().Sum(ProcessTable.ResidentBytes) ?? 0;
        string[] pull = daemons is null ? ["pull", "-q", "--tls-verify=false", name] : ["pull", "-q", name];
        for (var run = 0; run < Count; run++)
        {
            pullPeak = Math.Max(pullPeak, await OnceAsync(pulls, [.. client, .. pull], daemons, cancellationToken));
            await RemoveAsync([.. client, "rmi", "-f", name], cancellationToken);
            loadPeak = Math.Max(loadPeak, await OnceAsync(loads, [.. client, "load", "-q", "-i", archive], daemons, cancellationToken));
            await RemoveAsync([.. client, "rmi", "-f", "bench:1"], cancellationToken);
        }

        table.Add(engine, pulls.Median, Megabytes(pullPeak), loads.Median, Megabytes(loadPeak), rest == 0 ? "" : Megabytes(rest));
    }

    private static async Task<long> OnceAsync(Samples samples, string[] command, Func<int[]>? daemons, CancellationToken cancellationToken)
    {
        foreach (var daemon in daemons?.Invoke() ?? []) ProcessTable.ResetPeak(daemon);
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        long peak = 0;
        while (!process.HasExited)
        {
            if (daemons is null) peak = Math.Max(peak, ProcessTable.PeakBytes(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(cancellationToken), Task.Delay(20, cancellationToken));
        }

        samples.Add(Stopwatch.GetElapsedTime(begin));
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await error}{await output}");
        return daemons?.Invoke().Sum(ProcessTable.PeakBytes) ?? peak;
    }

    private static async Task RemoveAsync(string[] command, CancellationToken cancellationToken)
    {
        var (code, output, error) = await RunAsync(command, cancellationToken);
        if (code != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {code}: {error}{output}");
        // What one left to be written is not for the next to wait for.
        await Command.OutputAsync("sync", [], cancellationToken);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(string[] command, CancellationToken cancellationToken) => Command.TryAsync(command[0], command[1..], cancellationToken);

    private static async Task StopAsync(Process process)
    {
        await Command.TryAsync("kill", [$"{process.Id}"], CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static async Task<(Process Registry, string Address)> StartRegistryAsync(string folder, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        await File.WriteAllTextAsync(folder + "/registry.yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{folder}}/registry" } }
            http: { addr: "{{address}}" }
            """, cancellationToken);
        var registry = Process.Start(new ProcessStartInfo($"{Clients}/docker-registry", ["serve", folder + "/registry.yml"])) ?? throw new InvalidOperationException("docker-registry did not start.");
        using var http = new HttpClient();
        await Poll.UntilAsync(async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri($"http://{address}/v2/"), cancellationToken)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                return false;
            }
        }, "the registry answers", cancellationToken: cancellationToken);
        return (registry, address);
    }

    // Docker's archive, its layers plain; every second file is random, the others are one line again and again.
    private static async Task WriteArchiveAsync(string path)
    {
        var random = new Random(5);
        List<string> layers = [], diffIds = [];
        await using var archive = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        for (var layer = 0; layer < LayerCount; layer++)
        {
            using var stream = new MemoryStream();
            await using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            {
                for (var file = 0; file < FilesOfLayer; file++)
                {
                    var bytes = new byte[FileBytes];
                    if (file % 2 == 0) random.NextBytes(bytes);
                    else for (var index = 0; index < FileBytes; index++) bytes[index] = (byte)('a' + (index + file) % 23);
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"files{layer}/f{file}") { DataStream = new MemoryStream(bytes) });
                }
            }

            stream.Position = 0;
            diffIds.Add("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)));
            layers.Add($"layer{layer}.tar");
            stream.Position = 0;
            await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, layers[^1]) { DataStream = stream });
        }

        var config = JsonSerializer.SerializeToUtf8Bytes(new { architecture = "amd64", os = "linux", config = new { Cmd = new[] { "sh" } }, rootfs = new { type = "layers", diff_ids = diffIds } });
        var configName = $"{TestImage.DigestOf(config)[7..]}.json";
        await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, configName) { DataStream = new MemoryStream(config) });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new[] { new { Config = configName, RepoTags = new[] { "bench:1" }, Layers = layers } });
        await archive.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(manifest) });
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0} MB";
}
