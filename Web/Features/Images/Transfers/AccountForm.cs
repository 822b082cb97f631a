using Panel.Engine.Contract;

namespace Panel.Web.Features.Images.Transfers;

/// <summary>The input for a registry account.</summary>
public sealed class AccountForm
{
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The access for the transfer.</summary>
    public RegistryAccess Read() => string.IsNullOrWhiteSpace(UserName) ? RegistryAccess.Anonymous : new RegistryAccess { UserName = UserName.Trim(), Password = Password };
}
