using MudBlazor;

namespace Panel.Web.Components.Layout;

/// <summary>The theme: quiet greys, one accent. <c>wwwroot/css/app.css</c> repeats the colours for pages without MudBlazor.</summary>
public static class PanelTheme
{
    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif"];

    /// <summary>Both palettes, with the system's fonts and dense sizes.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2558c4",
            Secondary = "#57606a",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2328",
            DrawerBackground = "#ffffff",
            DrawerText = "#1f2328",
            DrawerIcon = "#57606a",
            TextPrimary = "#1f2328",
            TextSecondary = "#57606a",
            ActionDefault = "#57606a",
            Divider = "#d8dee4",
            LinesDefault = "#d8dee4",
            LinesInputs = "#8c959f",
            TableLines = "#d8dee4",
            Success = "#1a7f37",
            Warning = "#9a6700",
            Error = "#cf222e",
            Info = "#2558c4",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7aa7ff",
            PrimaryContrastText = "#0d1117",
            Secondary = "#9aa4af",
            Background = "#0f1217",
            Surface = "#161b22",
            AppbarBackground = "#161b22",
            AppbarText = "#e6edf3",
            DrawerBackground = "#161b22",
            DrawerText = "#e6edf3",
            DrawerIcon = "#9aa4af",
            TextPrimary = "#e6edf3",
            TextSecondary = "#9aa4af",
            ActionDefault = "#9aa4af",
            Divider = "#2b323b",
            LinesDefault = "#2b323b",
            LinesInputs = "#6b7682",
            TableLines = "#2b323b",
            Success = "#4cc46a",
            Warning = "#d9a527",
            Error = "#ff7b72",
            ErrorContrastText = "#0d1117",
            Info = "#7aa7ff",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "208px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.43", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.875rem", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.8125rem", TextTransform = "none", LetterSpacing = "normal", FontWeight = "500" },
        },
    };
}
