using System.Threading.Channels;
using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.Features.Images;

namespace Panel.Web.Control;

/// <summary><c>panel bootstrap [IMAGE...]</c>: makes the missing base images.</summary>
internal static class BootstrapCommand
{
    /// <summary>Makes the images one after another; after a failure it continues with the next one.</summary>
    /// <exception cref="StartUpException">An image could not be made.</exception>
    public static async Task<int> RunAsync(ControlCall call, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        foreach (var kind in (BaseImageKind[])[BaseImageKind.Busybox, BaseImageKind.Debian])
        {
            if (call.Arguments.Count > 0 && !call.Arguments.Contains(kind.Name)) continue;
            try
            {
                await MakeAsync(kind, call, cancellationToken);
            }
            catch (EngineException error)
            {
                faults.Add($"{kind.RepositoryTag} was not made: {error.Message}");
            }
        }

        return faults.Count == 0 ? ExitCodes.Done : throw new StartUpException(string.Join(' ', faults));
    }

    private static async Task MakeAsync(BaseImageKind kind, ControlCall call, CancellationToken cancellationToken)
    {
        var images = await call.Services.GetRequiredService<IContainerEngine>().Images.ListAsync(cancellationToken);
        if (images.Any(image => image.RepositoryTags.Contains(kind.RepositoryTag)))
        {
            await call.Say($"{kind.RepositoryTag} is there already");
            return;
        }

        var lines = Channel.CreateUnbounded<string>();
        var making = ReportAsync(lines.Writer);
        await foreach (var line in lines.Reader.ReadAllAsync(CancellationToken.None)) await call.Say($"{kind.Name}: {line}");
        await making;

        async Task ReportAsync(ChannelWriter<string> writer)
        {
            try
            {
                await call.Services.GetRequiredService<ImageOperations>().MakeAsync(kind, new Lines(writer), cancellationToken);
            }
            finally
            {
                writer.Complete();
            }
        }
    }

    // Not Progress<T>, which would report out of order.
    private sealed class Lines(ChannelWriter<string> writer) : IProgress<string>
    {
        public void Report(string value) => writer.TryWrite(value);
    }
}
