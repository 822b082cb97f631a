using System.Text.Json.Serialization;

namespace Panel.Engine.Native.Seccomp;

/// <summary>A seccomp profile in Docker's JSON format (moby, profiles/seccomp).</summary>
/// <remarks>Lists have setters because the source-generated reader sets absent init-only properties to null.</remarks>
public sealed record SeccompProfile
{
    /// <summary>Action when no rule matches, such as SCMP_ACT_ERRNO.</summary>
    public required string DefaultAction { get; init; }

    /// <summary>Error number of the default action; null means EPERM (1).</summary>
    public int? DefaultErrnoRet { get; init; }

    /// <summary>Architectures and their companions; empty means x86_64 with both of its companions.</summary>
    public IReadOnlyList<SeccompArchitecture> ArchMap { get; set; } = [];

    /// <summary>Older form of <see cref="ArchMap"/>: a flat list.</summary>
    public IReadOnlyList<string> Architectures { get; set; } = [];

    /// <summary>Rules; the first whose condition and arguments match decides.</summary>
    public IReadOnlyList<SeccompRule> Syscalls { get; set; } = [];
}

/// <summary>An architecture and its companions.</summary>
/// <param name="Architecture">Such as SCMP_ARCH_X86_64.</param>
/// <param name="SubArchitectures">Such as SCMP_ARCH_X86.</param>
public sealed record SeccompArchitecture(string Architecture, IReadOnlyList<string>? SubArchitectures);

/// <summary>One rule of a profile.</summary>
public sealed record SeccompRule
{
    /// <summary>System calls by name; names that the architecture does not have are ignored, as in Docker.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>Older form of <see cref="Names"/> with one name.</summary>
    public string? Name { get; init; }

    /// <summary>Action, such as SCMP_ACT_ALLOW.</summary>
    public required string Action { get; init; }

    /// <summary>Error number for SCMP_ACT_ERRNO; null means EPERM (1).</summary>
    public int? ErrnoRet { get; init; }

    /// <summary>Argument tests; all must be true, except that several on one argument are alternatives, as in runc.</summary>
    public IReadOnlyList<SeccompArgument>? Args { get; init; }

    /// <summary>The rule applies only if all of this is true.</summary>
    public SeccompCondition? Includes { get; init; }

    /// <summary>The rule does not apply if any of this is true.</summary>
    public SeccompCondition? Excludes { get; init; }

    /// <summary>All names, in either form.</summary>
    [JsonIgnore]
    public IEnumerable<string> AllNames => Name is null ? Names : Names.Append(Name);
}

/// <summary>A test of one argument, unsigned.</summary>
/// <param name="Index">0 to 5.</param>
/// <param name="Value">The value for the comparison; the mask for SCMP_CMP_MASKED_EQ.</param>
/// <param name="Op">SCMP_CMP_NE, LT, LE, EQ, GE, GT or MASKED_EQ.</param>
/// <param name="ValueTwo">The required value of the masked argument.</param>
public sealed record SeccompArgument(int Index, ulong Value, string Op, ulong ValueTwo = 0);

/// <summary>The conditions of a rule.</summary>
/// <param name="Caps">Capabilities in the bounding set.</param>
/// <param name="Arches">Architectures in Go's words.</param>
/// <param name="MinKernel">Kernel release, such as 4.8.</param>
public sealed record SeccompCondition(IReadOnlyList<string>? Caps, IReadOnlyList<string>? Arches, string? MinKernel);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SeccompProfile))]
internal sealed partial class SeccompJson : JsonSerializerContext;
