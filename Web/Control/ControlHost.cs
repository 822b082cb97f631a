using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Web.Components.Shared;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Hosting;
using Panel.Web.Door;
using Panel.Web.Operations;

namespace Panel.Web.Control;

/// <summary>Serves the command <c>panel</c> on <c>panel.sock</c> in the run root, for root only (ADR 0034).</summary>
internal sealed class ControlHost(PanelOptions options, IServiceProvider services, ILogger<ControlHost> logger) : BackgroundService
{
    // unix(7): sun_path holds 108 bytes, including the final NUL.
    private const int LongestPath = 107;

    // Bound there and renamed, so that nobody sees the socket with another mode.
    private const string Draft = ".new";
    private const int MostWaiting = 16;
    private const int MostAtOnce = 16;
    private const int LongestRequest = 64 * 1024;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private Socket? _listener;

    /// <summary>The socket's path.</summary>
    public static string PathOf(PanelOptions options) => Path.Combine(options.RunRoot, "panel.sock");

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var path = PathOf(options);
        if (Encoding.UTF8.GetByteCount(path + Draft) > LongestPath)
            throw new StartUpException($"Panel:RunRoot '{options.RunRoot}' is too long: the path of a socket below it has {LongestPath} bytes at most.");
        if (Path.Exists(path) && !SocketFile.Is(path)) throw new StartUpException($"{path} exists and is not a socket; remove it.");
        Directory.CreateDirectory(options.RunRoot, Owner | UnixFileMode.UserExecute);
        File.Delete(path + Draft);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path + Draft));
        File.SetUnixFileMode(path + Draft, Owner);
        _listener.Listen(MostWaiting);
        File.Move(path + Draft, path, overwrite: true);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null) File.Delete(PathOf(options));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _listener?.Dispose();
        _places.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                await _places.WaitAsync(stoppingToken);
                var connection = await AcceptAsync(stoppingToken);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(ServeAsync(connection, stoppingToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    // A machine without file descriptors, for example, has some later; the panel goes on meanwhile.
    private async Task<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _listener!.AcceptAsync(cancellationToken);
            }
            catch (SocketException error)
            {
                ControlLog.NotAccepted(logger, error);
                await Task.Delay(s_pause, cancellationToken);
            }
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var answer = await AnswerAsync(connection, stream, ended);
            await SendAsync(stream, answer, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            ControlLog.Gone(logger, error);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<ControlAnswer> AnswerAsync(Socket connection, NetworkStream stream, CancellationTokenSource ended)
    {
        var peer = Peer.Of(connection);
        var origin = PeerProcess.OriginOf(connection, peer, services.GetRequiredService<SystemEngine>().Engine.Containers);
        if (peer.Uid != 0 || origin.Kind != ProcessOriginKind.Host)
        {
            ControlLog.Refused(logger, peer.Uid, peer.Pid);
            return Failure("Only root of this machine may use the command panel; start it with sudo.");
        }

        if (await ReadAsync(stream, ended.Token) is not { } request)
            return Failure("The panel did not understand the command; use the command that came with the running panel.");
        if (!ControlCommands.All.TryGetValue(request.Command, out var command))
            return Failure($"The running panel does not know {request.Command}; use the command that came with it, or upgrade the panel.");
        var watching = WatchAsync(stream, ended);
        try
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(ControlActor.Of(peer));
            var call = new ControlCall(scope.ServiceProvider, request.Arguments, line => SendAsync(stream, new() { Text = line }, ended.Token));
            return new ControlAnswer { Exit = await command(call, ended.Token) };
        }
        catch (Exception error) when (error is not OperationCanceledException && error is not IOException)
        {
            return Failure(error is StartUpException told ? told.Message : Problem.Describe(error, logger));
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    private static async Task<ControlRequest?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        for (var read = 0; read < buffer.Length;)
        {
            var more = await stream.ReadAsync(buffer.AsMemory(read), cancellationToken);
            if (more == 0) return null;
            read += more;
            if (buffer[read - 1] != '\n') continue;
            try
            {
                return JsonSerializer.Deserialize(buffer.AsSpan(0, read), ControlJson.Default.ControlRequest);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return null;
    }

    // The command sends nothing after its request: an end here means that it is gone.
    private static async Task WatchAsync(NetworkStream stream, CancellationTokenSource ended)
    {
        try
        {
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, ended.Token);
            await ended.CancelAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            await ended.CancelAsync();
        }
    }

    private static async Task SendAsync(NetworkStream stream, ControlAnswer answer, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(answer, ControlJson.Default.ControlAnswer), (byte)'\n'];
        await stream.WriteAsync(line, cancellationToken);
    }

    private static ControlAnswer Failure(string sentence) => new() { Exit = ExitCodes.Failed, Error = sentence };
}
