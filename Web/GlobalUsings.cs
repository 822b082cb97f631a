global using Panel.Data;
