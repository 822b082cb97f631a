using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Native.Specs;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Shims;

/// <summary>The shim's reason why it could not create the container.</summary>
internal sealed class StartFailure(ShimMessage message, ImagePlatform image) : Exception(message.Message)
{
    /// <summary>126 and 127 as in a shell when the command cannot be executed, else 128.</summary>
    public int ExitCode => message.ExitCode ?? 128;

    /// <summary>An error in the person's input becomes one with its field; any other is a failure of the host.</summary>
    public EngineException ToEngineException(string name) => Told($"The container {name} cannot start");

    /// <summary>The same for a command in a running container.</summary>
    public EngineException ToExecException(string name) => Told($"The command cannot run in {name}");

    private EngineException Told(string what)
    {
        var text = $"{what}: {message.Message ?? $"{message.Step} failed"}";
        if (!text.EndsWith('.')) text += ".";
        return message.Step switch
        {
            ShimSteps.Execute when message.Errno == Errno.ENOEXEC => new InvalidInputException($"{text[..^1]}: {ForeignImages.Explain(image)}.", nameof(ContainerSpec.Command), this),
            ShimSteps.Execute => new InvalidInputException(text, nameof(ContainerSpec.Command), this),
            ShimSteps.User => new InvalidInputException(text, nameof(ContainerSpec.User), this),
            ShimSteps.WorkingDirectory => new InvalidInputException(text, nameof(ContainerSpec.WorkingDirectory), this),
            ShimSteps.KernelSettings when message.Errno is Errno.ENOENT or Errno.EINVAL => new InvalidInputException(text, "Security.Sysctls", this),
            ShimSteps.Label when message.Errno is Errno.ENOENT or Errno.EINVAL => new InvalidInputException(
                $"{what}: this host does not know the security label ({message.Message}); load that AppArmor profile, correct the SELinux label, or leave it out.", "Security.AppArmorProfile", this),
            ShimSteps.Ports => new ConflictException(text, this),
            ShimSteps.IdMap when message.Errno == Errno.EINVAL => new InvalidInputException(
                $"{what}: the file system of a path that it uses cannot be id-mapped ({message.Message}), so the container's users would own nothing there; " +
                "use a path on ext4, xfs or btrfs, or create the container without a user namespace, which makes its root the host's root.", nameof(ContainerSpec.Mounts), this),
            _ => new EngineFailureException(text, message.Step ?? "start", message.Errno ?? 0, this),
        };
    }
}
