using System.Security.Cryptography;
using Panel.Web.Configuration;

namespace Panel.Web.Features.Images.Updates;

/// <summary>Periodically checks names that are due. It begins some minutes after the start, and never at the same moment as other panels.</summary>
internal sealed class ImageUpdateWatch(ImageUpdates updates, PanelOptions options, TimeProvider time, ILogger<ImageUpdateWatch> logger) : BackgroundService
{
    private const int ShortestSeconds = 5 * 60;
    private const int LongestSeconds = 15 * 60;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Images.UpdateCheckHours > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(ShortestSeconds, LongestSeconds)), time, stoppingToken);
            try
            {
                await updates.CheckDueAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                UpdateLog.CheckFailed(logger, error);
            }
        }
    }
}
