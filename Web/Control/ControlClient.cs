using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Panel.Web.Configuration;

namespace Panel.Web.Control;

/// <summary>Asks the running panel.</summary>
internal static class ControlClient
{
    /// <summary>Asks and prints the answer; null when no panel is running.</summary>
    /// <exception cref="StartUpException">The socket is not for this user, or the panel ended meanwhile.</exception>
    public static async Task<int?> AskAsync(
        string socket, ControlRequest request, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new StartUpException($"Only root may use {socket}; start the command with sudo.", error);
        }
        catch (SocketException)
        {
            // No such file, or nobody listens there any more.
            return null;
        }

        try
        {
            await using var stream = new NetworkStream(connection);
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), (byte)'\n'];
            await stream.WriteAsync(line, cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } read)
            {
                var answer = JsonSerializer.Deserialize(read, ControlJson.Default.ControlAnswer)!;
                if (answer.Text is { } text) await output.WriteLineAsync(text);
                if (answer.Error is { } sentence) await errors.WriteLineAsync("panel: " + sentence);
                if (answer.Exit is { } exit) return exit;
            }
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new StartUpException("The panel ended, or answered something that this command does not understand; see its log.", error);
        }

        throw new StartUpException("The panel ended before it answered; see its log.");
    }
}
