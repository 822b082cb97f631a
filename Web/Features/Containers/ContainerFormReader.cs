using System.Globalization;
using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Web.Components.Formatting;

namespace Panel.Web.Features.Containers;

/// <summary>Reads a form into a specification; everything that cannot be read becomes an error at its field, all at once.</summary>
public sealed partial class ContainerFormReader(FormErrors errors)
{
    /// <summary>The specification, or null when there are errors.</summary>
    public ContainerSpec? Read(ContainerForm form)
    {
        errors.Clear();
        var spec = Specification(form);
        if (form.AutoRemove && form.Restart.Kind != RestartPolicyKind.No)
        {
            errors.Add("RestartPolicy", "A container that is removed on exit cannot be restarted; choose one of the two.");
        }

        return errors.Any ? null : spec;
    }

    /// <summary>The specification so far, to assess its security; incomplete parts are left out unless <paramref name="whole"/> is set.</summary>
    public static ContainerSpec Draft(ContainerForm form, bool whole = false)
    {
        var spec = new ContainerFormReader(new FormErrors()).Specification(form);
        return whole ? spec : spec with { Mounts = [.. spec.Mounts.Where(mount => mount.Kind != MountKind.Bind || mount.Source is ['/', ..])] };
    }

    private ContainerSpec Specification(ContainerForm form) => form.Resolver.Apply(Basis(form), errors);

    private ContainerSpec Basis(ContainerForm form) => new()
    {
        Image = Required(form.Image, "Image", "Enter an image, such as busybox:latest."),
        Name = Name(form.Name),
        Command = Arguments(form.Command, "Command"),
        Entrypoint = Arguments(form.Entrypoint, "Entrypoint"),
        WorkingDirectory = Optional(form.WorkingDirectory),
        User = Optional(form.User),
        NetworkMode = form.NetworkMode,
        // Ports stay in the form in case the user changes the network back.
        Ports = form.NetworkMode == "bridge" ? [.. form.Ports.Select(Port)] : [],
        PublishAllPorts = form.NetworkMode == "bridge" && form.PublishAllPorts,
        Environment = [.. form.Environment.Select(Variable)],
        Mounts = [.. form.Mounts.Select(Mount)],
        Resources = form.Limits.Read(errors),
        RestartPolicy = form.Restart.Read(errors),
        HealthCheck = form.Health.Read(errors),
        Tty = form.Tty,
        OpenStdin = form.Tty,
        AutoRemove = form.AutoRemove,
        UserNamespace = form.Security.HostUsers ? UserNamespaceMode.Host : UserNamespaceMode.Private,
        ReadOnlyRootFilesystem = form.Security.ReadOnlyRoot,
        Init = form.Security.Init,
        CgroupParent = Optional(form.Security.CgroupParent),
        StorageBytes = new LimitText(errors).Bytes(form.Security.StorageSize, "StorageBytes"),
        SharedMemoryBytes = new LimitText(errors).Bytes(form.Security.SharedMemory, "SharedMemoryBytes"),
        Security = new SecurityFormReader(errors).Read(form.Security),
    };

    private static string? Optional(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private string Required(string text, string field, string sentence)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(field, sentence);
        }

        return text.Trim();
    }

    private string? Name(string text)
    {
        var name = Optional(text);
        if (name is not null && !NamePattern().IsMatch(name))
        {
            errors.Add("Name", "A name has two or more letters, digits, '_', '.' or '-', and begins with a letter or digit.");
        }

        return name;
    }

    private IReadOnlyList<string>? Arguments(string text, string field)
    {
        try
        {
            return Optional(text) is { } line ? CommandLine.Split(line) : null;
        }
        catch (InvalidInputException error)
        {
            errors.Add(field, error.Message);
            return null;
        }
    }

    private PortBinding Port(PortRow row, int index) => new(
        Number(Required(row.ContainerPort, $"Ports[{index}].ContainerPort", "Enter the container port, 1 to 65535."), $"Ports[{index}].ContainerPort", 1, 65535) ?? 0,
        row.Protocol,
        Optional(row.HostAddress),
        Number(row.HostPort, $"Ports[{index}].HostPort", 1, 65535));

    private string Variable(EnvironmentRow row, int index)
    {
        var name = Required(row.Name, $"Environment[{index}]", "Enter the variable's name.");
        if (name.Contains('='))
        {
            errors.Add($"Environment[{index}]", "A variable's name cannot contain '='; the value goes into the field beside it.");
        }

        return $"{name}={row.Value}";
    }

    private MountSpec Mount(MountRow row, int index)
    {
        var target = Required(row.Target, $"Mounts[{index}].Target", "Enter the path in the container, such as /data.");
        if (target.Length > 0 && target[0] != '/')
        {
            errors.Add($"Mounts[{index}].Target", "The path in the container begins with '/'.");
        }

        var source = row.Kind == MountKind.Tmpfs ? null : Optional(row.Source);
        if (row.Kind == MountKind.Bind && source is not ['/', ..])
        {
            errors.Add($"Mounts[{index}].Source", "The path on the host begins with '/'.");
        }

        return new MountSpec(row.Kind, target, source, row.ReadOnly)
        {
            Anonymous = row.Kind == MountKind.Volume && source is null,
            TmpfsBytes = row.Kind == MountKind.Tmpfs ? new LimitText(errors).Bytes(row.Source, $"Mounts[{index}].Source") : null,
        };
    }

    private int? Number(string text, string field, int least, int most)
    {
        if (Optional(text) is not { } number)
        {
            return null;
        }

        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
        {
            errors.Add(field, $"Enter a whole number from {least} to {most}.");
        }

        return value;
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.-]+$")]
    private static partial Regex NamePattern();
}
