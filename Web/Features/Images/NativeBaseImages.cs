using Panel.Engine.Contract;
using Panel.Engine.Native;
using Panel.Engine.Native.Images;
using Panel.Web.Door;

namespace Panel.Web.Features.Images;

/// <summary>Base images from the engine's script, which is in the program's folder.</summary>
internal sealed class NativeBaseImages(SystemEngine system) : IBaseImages
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "docker-bootstrap", "images", "build.sh");

    public async Task MakeAsync(BaseImageKind kind, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (system.Engine is not NativeEngine native)
        {
            throw new NotPermittedException("Only the panel's own engine can make base images; import one instead.");
        }

        await foreach (var line in new BaseImageBuilder(native.Images, native.Paths, Script).BuildAsync(kind.Name, cancellationToken))
        {
            progress.Report(line);
        }
    }
}
