using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Panel.Engine.Contract;

namespace Panel.Web.Features.Containers;

/// <summary>The form for a new container. What was typed stays until it is created.</summary>
public sealed partial class NewContainerPage
{
    private readonly ContainerForm _form = new();
    private readonly FormErrors _errors = new();
    private IReadOnlyList<string> _tags = [];
    private IReadOnlyList<string> _names = [];
    private SecurityDetails? _security;
    private string? _unclear;
    private bool _working;
    private bool _showError;

    [Inject]
    private ContainerOperations Operations { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime JavaScript { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    /// <summary>Image to begin with.</summary>
    [SupplyParameterFromQuery(Name = "image")]
    private string? StartImage { get; set; }

    private string? ImageHint => _tags.Count == 0 ? "There is no image yet; make one on the page Images." : null;

    private string NetworkHint => _form.NetworkMode switch
    {
        "host" => "It uses the host's addresses and ports directly; nothing keeps it apart from the host's network.",
        "none" => "It has no network but its own loopback.",
        _ => "It has the addresses and ports of that container, which must run when this one starts.",
    };

    private string? Summary => _errors.General ?? (_errors.Any ? "Some fields need another look; each says why." : null);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _form.Image = StartImage ?? "";
        Assess();
        await FollowAsync(async cancellation =>
        {
            _tags = [.. (await Engine.Images.ListAsync(cancellation)).SelectMany(image => image.RepositoryTags).Order()];
            _names = [.. (await Engine.Containers.ListAsync(cancellationToken: cancellation)).Select(container => container.Name).Order()];
        });
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_showError && !_working)
        {
            _showError = false;
            await JavaScript.InvokeVoidAsync("panel.focusInvalid", Leaving);
        }
    }

    // At each change, so that what is weaker than the default is told before there is a container.
    private void Assess()
    {
        try
        {
            (_security, _unclear) = (Engine.Containers.AssessSecurity(ContainerFormReader.Draft(_form)), null);
        }
        catch (EngineException error)
        {
            (_security, _unclear) = (null, error.Message);
        }
    }

    private async Task SubmitAsync()
    {
        if (_working)
        {
            return;
        }

        _form.DropBlankRows();
        if (new ContainerFormReader(_errors).Read(_form) is not { } spec)
        {
            _showError = true;
            return;
        }

        _working = true;
        try
        {
            // Not cancelled when the page is left: what was asked for is done.
            var created = _form.StartAtOnce ? await Operations.RunAsync(spec) : await Operations.CreateAsync(spec);
            foreach (var warning in created.Warnings)
            {
                Snackbar.Add(warning, Severity.Warning);
            }

            if (!Leaving.IsCancellationRequested)
            {
                Navigation.NavigateTo($"/containers/{created.Id}");
            }
        }
        catch (Exception error)
        {
            _errors.Place(FieldOf(error, spec), Describe(error));
            _showError = true;
        }
        finally
        {
            _working = false;
        }
    }

    private string? FieldOf(Exception error, ContainerSpec spec) => error switch
    {
        InvalidInputException invalid => invalid.Field,
        ConflictException when spec.Name is not null && error.Message.Contains(spec.Name, StringComparison.Ordinal) => "Name",
        ObjectNotFoundException when !_tags.Contains(spec.Image) && !_tags.Contains(spec.Image + ":latest") => "Image",
        _ => null,
    };
}
