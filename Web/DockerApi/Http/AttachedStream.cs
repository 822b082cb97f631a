using Panel.Engine.Contract;

namespace Panel.Web.DockerApi.Http;

/// <summary>Carries a container's input and output over a client's connection.</summary>
internal static class AttachedStream
{
    private const int InputBytes = 32 * 1024;

    /// <summary>Runs until the output ends or the client leaves. The end of the client's input only ends the container's input.</summary>
    /// <param name="client">The connection, in both directions.</param>
    /// <param name="attachment">The attached container or exec.</param>
    /// <param name="withInput">Whether the client's input is wanted.</param>
    /// <param name="multiplexed">Whether frames mark standard output and error; a terminal has none.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    public static async Task RunAsync(Stream client, IAttachment attachment, bool withInput, bool multiplexed, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = withInput ? InputAsync(client, attachment, ended.Token) : Task.CompletedTask;
        try
        {
            await OutputAsync(client, attachment, multiplexed, ended.Token, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await input;
        }
    }

    /// <summary>Sends output alone.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="attachment">The attached container or exec.</param>
    /// <param name="multiplexed">Whether frames mark standard output and error; a terminal has none.</param>
    /// <param name="cancellationToken">Ends it before the next write.</param>
    /// <param name="writes">Ends it in the middle of a write.</param>
    public static async Task OutputAsync(Stream client, IAttachment attachment, bool multiplexed, CancellationToken cancellationToken, CancellationToken writes)
    {
        var head = new byte[Frame.HeadLength];
        while (await attachment.ReadAsync(cancellationToken) is { } output)
        {
            if (multiplexed)
            {
                Frame.WriteHead(head, output.Stream, output.Bytes.Length);
                await client.WriteAsync(head, writes);
            }

            await client.WriteAsync(output.Bytes, writes);
            await client.FlushAsync(writes);
        }
    }

    private static async Task InputAsync(Stream client, IAttachment attachment, CancellationToken cancellationToken)
    {
        var buffer = new byte[InputBytes];
        try
        {
            while (await client.ReadAsync(buffer, cancellationToken) is > 0 and var count) await attachment.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await attachment.CloseInputAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The output has ended, or the client has left; the sender of the output notices that itself.
        }
    }
}
