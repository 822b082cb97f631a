using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>An account of a registry, as a person types it.</summary>
public sealed class AccountForm
{
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>How the registry is spoken with.</summary>
    public RegistryAccess Read() => string.IsNullOrWhiteSpace(UserName) ? RegistryAccess.Anonymous : new RegistryAccess { UserName = UserName.Trim(), Password = Password };
}
