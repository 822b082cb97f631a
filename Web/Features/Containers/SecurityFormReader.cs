using System.Globalization;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>Reads the security part of a form; a value that cannot be parsed becomes an error at its field. The engine checks what the
/// values mean.</summary>
internal sealed class SecurityFormReader(FormErrors errors)
{
    public SecurityOptions Read(SecurityForm form) => new()
    {
        Privileged = form.Privileged,
        NoNewPrivileges = form.NoNewPrivileges,
        CapabilitiesAdd = Words(form.CapabilitiesAdd),
        CapabilitiesDrop = Words(form.CapabilitiesDrop),
        SeccompProfile = Seccomp(form),
        PidMode = form.PidMode.Trim(),
        IpcMode = form.IpcMode.Trim(),
        UtsMode = form.UtsMode,
        CgroupMode = form.CgroupMode,
        WritableCgroups = form.WritableCgroups,
        GroupAdd = Words(form.Groups),
        Devices = [.. Lines(form.Devices).Select(Device)],
        DeviceRules = Lines(form.DeviceRules),
        Sysctls = Sysctls(form.Sysctls),
        Ulimits = [.. Lines(form.Ulimits).Select(Ulimit)],
    };

    private string? Seccomp(SecurityForm form)
    {
        if (form.Seccomp == SeccompMode.Default) return null;
        if (form.Seccomp == SeccompMode.Unconfined) return SecurityOptions.Unconfined;
        if (string.IsNullOrWhiteSpace(form.SeccompProfile)) errors.Add("Security.SeccompProfile", "Paste a profile in Docker's JSON format, or choose another filter.");
        return form.SeccompProfile;
    }

    // HOST[:CONTAINER][:RIGHTS], as in docker's --device.
    private DeviceMapping Device(string line)
    {
        var parts = line.Split(':');
        if (parts.Length > 3) errors.Add("Security.Devices", $"Write '{line}' as /dev/fuse or /dev/sda:/dev/disk:r.");
        return parts switch
        {
            [var host] => new DeviceMapping(host),
            [var host, ['/', ..] inside] => new DeviceMapping(host, inside),
            [var host, var rights] => new DeviceMapping(host, "", rights),
            [var host, var inside, var rights, ..] => new DeviceMapping(host, inside, rights),
            _ => new DeviceMapping(line),
        };
    }

    private Dictionary<string, string> Sysctls(string text)
    {
        Dictionary<string, string> settings = [];
        foreach (var line in Lines(text))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2 || parts[0].Length == 0) errors.Add("Security.Sysctls", $"Write '{line}' as net.ipv4.ip_unprivileged_port_start=0.");
            else if (!settings.TryAdd(parts[0], parts[1])) errors.Add("Security.Sysctls", $"The setting {parts[0]} is given twice.");
        }

        return settings;
    }

    // NAME=SOFT[:HARD], as in docker's --ulimit.
    private Ulimit Ulimit(string line)
    {
        var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
        var values = parts.Length < 2 ? [] : parts[1].Split(':');
        if (values.Length is 1 or 2 && Number(values[0]) is { } soft && Number(values[^1]) is { } hard) return new Ulimit(parts[0], soft, hard);
        errors.Add("Security.Ulimits", $"Write '{line}' as nofile=1024 or nofile=1024:2048; unlimited is -1.");
        return new Ulimit(parts[0], 0, 0);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Words(string text) => text.Split([' ', ',', '\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
