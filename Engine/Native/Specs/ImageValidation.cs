using Panel.Engine.Contract;
using static Panel.Engine.Native.Words.InputCheck;

namespace Panel.Engine.Native.Specs;

/// <summary>An image must not bring what a caller may not request: its configuration comes from elsewhere, with a pull, a load, an import
/// or a commit. Checked at the container's create, so that an image can still be inspected, copied and removed.</summary>
internal static class ImageValidation
{
    private const int LongestPath = 4096;

    /// <exception cref="InvalidInputException">The image cannot be run; the message says what is wrong with it.</exception>
    public static void Check(string name, ImageConfiguration image)
    {
        try
        {
            CheckWords(image.Command, nameof(image.Command));
            CheckWords(image.Entrypoint, nameof(image.Entrypoint));
            CheckEnvironment(image.Environment);
            // A relative path counts from the root, as image builders mean it.
            if (image.WorkingDirectory is { } directory && (directory.Contains('\0', StringComparison.Ordinal) || directory.Length >= LongestPath))
                throw Wrong("The working directory must be a path without a NUL, shorter than 4096 characters.", nameof(image.WorkingDirectory));
            if (!string.IsNullOrEmpty(image.User)) CheckUser(image.User);
            if (image.Labels.Any(label => label.Key.Length == 0)) throw Wrong("A label needs a name.", nameof(image.Labels));
            foreach (var path in image.Volumes) MountValidation.CheckTarget(new MountSpec(MountKind.Volume, path), nameof(image.Volumes));
            HealthValidation.Check(image.HealthCheck);
            if (!string.IsNullOrEmpty(image.StopSignal)) Signals.Parse(image.StopSignal, nameof(image.StopSignal));
            foreach (var port in image.ExposedPorts) CheckPort(port);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"The image {name} cannot be run, because of its configuration: {Visible(fault.Message)}", nameof(ContainerSpec.Image), fault);
        }
    }

    // Messages quote the faulty value, which appears in logs and answers.
    private static string Visible(string message) => message.Replace("\0", "\\0", StringComparison.Ordinal);

    private static void CheckPort(string port)
    {
        var number = port.Split('/')[0];
        if (int.TryParse(number, out var value) && value is < 1 or > 65535) throw Wrong($"The exposed port {port} must be between 1 and 65535.", nameof(ImageConfiguration.ExposedPorts));
    }
}
