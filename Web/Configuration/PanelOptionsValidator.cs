using Microsoft.Extensions.Options;

namespace Panel.Web.Configuration;

/// <summary>Reports every wrong setting at once, each with a valid alternative.</summary>
public sealed class PanelOptionsValidator : IValidateOptions<PanelOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PanelOptions options)
    {
        List<string> faults = [];
        if (!Path.IsPathFullyQualified(options.DataRoot)) faults.Add($"Panel:DataRoot is '{options.DataRoot}', but must be an absolute path.");
        if (!Path.IsPathFullyQualified(options.RunRoot)) faults.Add($"Panel:RunRoot is '{options.RunRoot}', but must be an absolute path.");
        if (options.DockerSocketLink is { Length: > 0 } link && !Path.IsPathFullyQualified(link))
            faults.Add($"Panel:DockerSocketLink is '{link}', but must be an absolute path such as /var/run/docker.sock, or empty for none.");
        if (options.ApiSocket is { Length: > 0 } socket && !Path.IsPathFullyQualified(socket))
            faults.Add($"Panel:ApiSocket is '{socket}', but must be an absolute path, or empty to turn the Docker API off.");
        if (options.Logs.MaxBytes < 4096) faults.Add($"Panel:Logs:MaxBytes is {options.Logs.MaxBytes}, but must be 4096 or more.");
        if (options.Logs.MaxFiles < 1) faults.Add($"Panel:Logs:MaxFiles is {options.Logs.MaxFiles}, but must be 1 or more.");
        if (options.Images.MaxLayerBytes < 1 << 20) faults.Add($"Panel:Images:MaxLayerBytes is {options.Images.MaxLayerBytes}, but must be 1048576 or more.");
        if (options.Images.UpdateCheckHours is < 0 or > 8760)
            faults.Add($"Panel:Images:UpdateCheckHours is {options.Images.UpdateCheckHours}, but must be 1 to 8760, or 0 to look for updates only when somebody asks.");
        faults.AddRange(FolderFaults(options));
        faults.AddRange(TrustedProxies.Faults(options.Proxy.Trusted));
        if (!Enum.IsDefined(options.ApiGroupRole)) faults.Add($"Panel:ApiGroupRole is '{options.ApiGroupRole}', but must be Viewer, Operator or Administrator.");
        faults.AddRange(options.ApiTcp.Faults());
        if (options.Jobs.KeepDays is < 0 or > 36500) faults.Add($"Panel:Jobs:KeepDays is {options.Jobs.KeepDays}, but must be 1 to 36500, or 0 to keep jobs.");
        if (options.Jobs.MaxLogBytes is < 65536 or > 268435456)
            faults.Add($"Panel:Jobs:MaxLogBytes is {options.Jobs.MaxLogBytes}, but must be 65536 to 268435456.");
        if (options.Terminals.KeepRecordingsDays is < 0 or > 36500)
            faults.Add($"Panel:Terminals:KeepRecordingsDays is {options.Terminals.KeepRecordingsDays}, but must be 1 to 36500, or 0 to keep recordings.");
        if (options.Terminals.MaxRecordingBytes < 65536) faults.Add($"Panel:Terminals:MaxRecordingBytes is {options.Terminals.MaxRecordingBytes}, but must be 65536 or more.");
        faults.AddRange(options.Registries.Faults());
        if (string.IsNullOrEmpty(options.Admin.UserName) != string.IsNullOrEmpty(options.Admin.Password))
            faults.Add("Panel:Admin needs both UserName and Password, or neither.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    // Whoever may write the panel's own files is root, and so is who reaches the root of the host.
    private static IEnumerable<string> FolderFaults(PanelOptions options)
    {
        foreach (var folder in options.Operators.Folders)
        {
            if (!Path.IsPathFullyQualified(folder)) yield return $"Panel:Operators:Folders has '{folder}', but each must be an absolute path.";
            else if (((string[])[options.DataRoot, options.RunRoot, "/etc", "/usr", "/proc", "/sys", "/dev", "/boot", .. options.ApiSockets()]).FirstOrDefault(own => Overlap(own, folder)) is { } own)
                yield return $"Panel:Operators:Folders has '{folder}', but {own} must stay out of operators' reach; choose a folder beside it, such as /srv/containers.";
        }
    }

    private static bool Overlap(string first, string second)
    {
        var (one, other) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(first)) + "/", Path.TrimEndingDirectorySeparator(Path.GetFullPath(second)) + "/");
        return one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal) || other == "//";
    }
}
